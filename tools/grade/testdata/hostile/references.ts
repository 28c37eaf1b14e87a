/**
 * Submissions that use what the grader lends them: the reference version of
 * other lessons, and the tests' own lists.
 *
 * @module
 */
import { type Hostile, js, NOTHING, reference } from "./define.ts";

const net = reference["06_fc_net"];

export const references: Hostile[] = [
  {
    name: "reference-by-import",
    tries: "has lesson 02, which is lent to it, do the work of lesson 03",
    lessons: {
      "03_batchnorm_backward_alt":
        `export { batchnorm_backward as batchnorm_backward_alt } from "kata/02_batchnorm_backward.ts";\n`,
    },
    earns: NOTHING,
    says: /not written yet: Lesson 0[12]: it wasn't handed in/,
  },
  {
    name: "reference-with-bombs",
    tries:
      "calls the lessons that are lent to it with what would need all memory",
    lessons: {
      "06_fc_net": js`${net}
import { NdArray } from "kit/nd/mod.ts";
const column = nd.zeros([100_000, 1]);
const row = nd.zeros([100_000]);
const empty = new NdArray(new Float64Array(0), [0, 5e8]);
const cache = { x: column, mean: row, var: row, std: row, x_hat: column, gamma: row, eps: 0 };
cache.self = cache;
const pretended = { shape: [1, 1e9], dtype: "float64" };
for (
  const [lesson, args] of [
    [batchnorm_forward, [column, row, row, { mode: "train" }]],
    [batchnorm_forward, [nd.zeros([1, 1]), row, column, { mode: "train" }]],
    [batchnorm_forward, [nd.zeros([1, 1]), row, row, { mode: "test", running_mean: column }]],
    [batchnorm_forward, [empty, row, row, { mode: "train" }]],
    [batchnorm_forward, [pretended, row, row, { mode: "train" }]],
    [batchnorm_forward, [nd.zeros([2, 2]), row, row, { mode: { toString: null } }]],
    [batchnorm_forward, []],
    [batchnorm_backward, [column, cache]],
    [layernorm_forward, [column, row, row, { eps: "1e9" }]],
    [layernorm_forward, [null, undefined, Symbol("gamma"), 10n]],
    [layernorm_backward, [row, cache]],
    [layernorm_backward, [column, { ...cache, x_hat: [[[[[]]]]], std: () => row }]],
  ]
) {
  try {
    lesson(...args);
  } catch {
    // It goes on as an honest net.
  }
}
`,
    },
    earns: { "fc-net": 20 },
  },
  {
    name: "reference-for-nothing",
    tries: "asks a lesson that is lent to it without end",
    lessons: {
      "06_fc_net": js`${net}
for (let k = 0;; k++) {
  try {
    batchnorm_forward(nd.zeros([250, 1]), nd.ones([250]), nd.zeros([250]), { mode: "train" });
  } catch {
    // Not lent: that is the end of it.
    break;
  }
}
`,
    },
    // What doesn't need the other lessons.
    earns: { "fc-net": 6.6 },
    says: /not written yet: Lesson 0[1245]/,
  },
  {
    name: "lists-of-the-tests",
    tries: "empties the tests' lists, so that a simpler net is expected",
    lessons: {
      "06_fc_net": js`${
        net.replace("export class FullyConnectedNet", "class Net")
      }
export class FullyConnectedNet extends Net {
  constructor(hidden_dims, options) {
    super(hidden_dims, options);
    hidden_dims.length = 0;
    this.num_layers = 1;
  }
  loss(X, y) {
    y?.fill(0);
    const result = super.loss(X, y);
    if (y === undefined) return result;
    const [loss, grads] = result;
    let penalty = 0;
    for (const [name, W] of Object.entries(this.params)) {
      if (/^W(?!1)/.test(name)) penalty += 0.5 * this.reg * W.square().sum();
    }
    return [loss + penalty, grads];
  }
}
`,
    },
    // Of a net without hidden layers, these hold: the rest is compared with loops.
    earns: { "fc-net": 6.6 },
    says: /is wrong|expected (the names|shape)|got undefined/,
  },
  {
    name: "others-end-at-import",
    tries: "ends the process in lesson 01, on which a right lesson 02 builds",
    lessons: {
      "01_batchnorm_forward": `${
        reference["01_batchnorm_forward"]
      }\nDeno.exit(0);\n`,
      "02_batchnorm_backward": reference["02_batchnorm_backward"],
    },
    earns: { "batchnorm-backward": 20 },
    says: /ended its process \(exit code 0\)/,
  },
];
