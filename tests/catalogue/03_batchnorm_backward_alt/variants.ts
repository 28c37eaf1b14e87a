/** Other ways to write batchnorm_backward_alt(); most are in the room of lesson 02. */
import { batchnorm_backward } from "../../../solutions/02_batchnorm_backward.ts";
import { nineSteps } from "../02_batchnorm_backward/variants.ts";
import { otherWays } from "../support/define.ts";

export const variants = otherWays({
  "alt-calls-staged": [
    "lesson 03 hands over to lesson 02",
    {
      batchnorm_backward: nineSteps,
      batchnorm_backward_alt: batchnorm_backward,
    },
  ],
});
