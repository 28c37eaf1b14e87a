import "./proof.ts";
