/**
 * Submissions that reach for files, programs, the network, the environment, and
 * for each other.
 *
 * @module
 */
import { type Hostile, js, NOTHING, telling } from "./define.ts";

/** A value as source text. */
const quoted = JSON.stringify;

const FOUND_NOTHING = /it found nothing$/m;

export const reaches: Hostile[] = [
  {
    name: "files-read",
    tries: "reads files, by every means that there is",
    lessons: ({ secret, closed, course }) =>
      telling(js`
const secret = ${quoted(secret)};
const url = "file://" + secret;
for (const path of [secret, "/etc/passwd", ${
        quoted(course)
      } + "/course.json", "../imports.json"]) {
  await attempt("readTextFile", () => Deno.readTextFile(path));
  await attempt("readFileSync", () => Deno.readFileSync(path));
  await attempt("open", () => Deno.open(path));
  await attempt("stat", () => Deno.statSync(path).size);
  await attempt("realPath", () => Deno.realPathSync(path));
  await attempt("copyFile", () => Deno.copyFileSync(path, "copy").toString());
}
await attempt("readDir", () => [...Deno.readDirSync(${quoted(closed)})].length);
await attempt("watchFs", () => Deno.watchFs(${quoted(closed)}));
await attempt("fetch", async () => await (await fetch(url)).text());
await attempt("import as text", async () => (await import(url, { with: { type: "text" } })).default);
await attempt("import as bytes", async () => (await import(url, { with: { type: "bytes" } })).default);
await attempt("import", async () => await import(url + "?"));
await attempt("import by data", async () =>
  (await import("data:text/javascript,export { default } from '" + url + "' with { type: 'text' }")).default);
await attempt("environment file", () => { process.loadEnvFile(secret); return process.env; });
await attempt("XMLHttpRequest", () => new XMLHttpRequest());
await attempt("library", () => Deno.dlopen(secret, {}));
await attempt("node library", () => { process.dlopen({ exports: {} }, secret); return "loaded"; });
for (const name of ["node:fs", "node:fs/promises", "fs", "node:module", "node:sqlite", "node:vm", "node:v8"]) {
  await attempt(name, () => import(name));
  await attempt("builtin " + name, () => process.getBuiltinModule(name));
  await attempt("binding " + name, () => process.binding(name.replace("node:", "")));
}
await attempt("napi", () => Deno[Deno.internal].core.ops.op_napi_open(secret, {}, Function, () => {}));
`),
    earns: NOTHING,
    says: FOUND_NOTHING,
  },
  {
    name: "files-write",
    tries: "makes, changes and removes files",
    lessons: ({ secret, closed, course }) =>
      telling(js`
const secret = ${quoted(secret)};
for (const folder of [${quoted(closed)}, ".", "..", ${
        quoted(course)
      }, "/tmp"]) {
  const path = folder + "/hostile.txt";
  await attempt("writeTextFile", () => { Deno.writeTextFileSync(path, "here"); return "written"; });
  await attempt("create", () => Deno.createSync(path));
  await attempt("mkdir", () => { Deno.mkdirSync(folder + "/hostile"); return "made"; });
  await attempt("symlink", () => { Deno.symlinkSync(secret, folder + "/link"); return "linked"; });
  await attempt("link", () => { Deno.linkSync(secret, folder + "/hard"); return "linked"; });
}
await attempt("makeTempFile", () => Deno.makeTempFile());
await attempt("makeTempDir", () => Deno.makeTempDirSync());
await attempt("remove", () => { Deno.removeSync(secret); return "removed"; });
await attempt("rename", () => { Deno.renameSync(secret, secret + "2"); return "renamed"; });
await attempt("truncate", () => { Deno.truncateSync(secret); return "truncated"; });
await attempt("chmod", () => { Deno.chmodSync(secret, 0o777); return "changed"; });
await attempt("utime", () => { Deno.utimeSync(secret, 0, 0); return "changed"; });
await attempt("chdir", () => { Deno.chdir(${
        quoted(closed)
      }); return "moved"; });
await attempt("private files", () => navigator.storage.getDirectory());
await attempt("report", () => process.report.writeReport(${
        quoted(closed)
      } + "/report") || undefined);
`),
    earns: NOTHING,
    says: FOUND_NOTHING,
  },
  {
    name: "programs",
    tries: "starts programs",
    lessons: telling(js`
const { execPath } = process;
for (const program of ["sh", "/bin/sh", "cmd.exe", execPath]) {
  await attempt("output", () => new Deno.Command(program, { args: ["--version"] }).output());
  await attempt("outputSync", () => new Deno.Command(program).outputSync());
  await attempt("spawn", () => new Deno.Command(program).spawn());
  await attempt("Deno.spawn", () => Deno.spawn(program, []));
  await attempt("Deno.spawnAndWaitSync", () => Deno.spawnAndWaitSync(program, []));
  await attempt("Deno.run", () => Deno.run({ cmd: [program] }));
}
await attempt("process.execve", () => process.execve("/bin/sh", ["sh"], {}));
// Imports are let in, and come to nothing: there is no network for them.
for (const name of ["run", "read", "write", "net", "env", "sys", "ffi"]) {
  await attempt("request " + name, async () => {
    const { state } = await Deno.permissions.request({ name });
    return state === "granted" ? state : undefined;
  });
  await attempt("query " + name, () => {
    const { state } = Deno.permissions.querySync({ name });
    return state === "granted" ? state : undefined;
  });
}
`),
    earns: NOTHING,
    says: FOUND_NOTHING,
  },
  {
    name: "network",
    tries: "calls a server, by every means that there is",
    lessons: ({ server }) => {
      const [hostname, port] = server.split(":");
      return telling(js`
const server = ${quoted(server)};
const at = { hostname: ${quoted(hostname)}, port: ${port} };
const opened = (source) => new Promise((done, fail) => {
  source.onopen = () => done("open");
  source.onerror = fail;
});
await attempt("fetch", async () => (await fetch("http://" + server + "/fetch")).status);
await attempt("fetch by a client", async () => {
  const client = Deno.createHttpClient({ proxy: { url: "http://" + server } });
  return (await fetch("http://example.com/", { client })).status;
});
await attempt("connect", () => Deno.connect(at));
await attempt("connectTls", () => Deno.connectTls(at));
await attempt("listen", () => Deno.listen({ port: 0 }));
await attempt("serve", () => Deno.serve({ port: 0 }, () => new Response()));
await attempt("resolveDns", () => Deno.resolveDns("example.com", "A", { nameServer: { ipAddr: at.hostname, port: at.port } }));
await attempt("WebSocket", () => opened(new WebSocket("ws://" + server)));
await attempt("WebSocketStream", () => new WebSocketStream("ws://" + server).opened);
await attempt("EventSource", () => opened(new EventSource("http://" + server)));
await attempt("WebTransport", () => new WebTransport("https://" + server).ready);
await attempt("sendBeacon", () => navigator.sendBeacon("http://" + server) || undefined);
await attempt("import", () => import("http://" + server + "/computed.ts"));
await attempt("worker", () => new Worker("http://" + server + "/worker.ts", { type: "module" }));
await attempt("WebAssembly", () => WebAssembly.instantiateStreaming(fetch("http://" + server)));
for (const name of ["node:net", "node:http", "node:dns", "node:dgram", "node:tls", "net", "http"]) {
  await attempt(name, () => import(name));
}
await attempt("package", () => import("npm:" + "left-pad@1.3.0"));
await attempt("package", () => import("jsr:" + "@std/fs@1"));
`);
    },
    earns: NOTHING,
    says: FOUND_NOTHING,
  },
  {
    name: "network-imports",
    tries: "names a server's modules in its imports",
    lessons: ({ server }) => ({
      "00_standardize": `export * from "http://${server}/static.ts";\n`,
      "01_batchnorm_forward": `const m = await import("http://${server}/a.ts");
export const batchnorm_forward = m.default;\n`,
      "04_layernorm_forward":
        `import text from "http://${server}/b.txt" with { type: "text" };
export const layernorm_forward = text;\n`,
    }),
    earns: NOTHING,
    says: /can't be loaded: .*(http:\/\/|remote)/,
  },
  {
    name: "environment",
    tries:
      "reads the environment and what is known of the machine and of others",
    lessons: telling(js`
await attempt("env", () => Object.keys(Deno.env.toObject()).join());
for (const name of ["KATA_CANARY", "PATH", "HOME", "DENO_DIR"]) {
  await attempt(name, () => Deno.env.get(name));
  await attempt("process " + name, () => process.env[name]);
}
await attempt("process.env", () => Object.keys(process.env).join() || undefined);
await attempt("process.env whole", () => JSON.stringify(process.env).replace("{}", "") || undefined);
for (const name of ["hostname", "osRelease", "networkInterfaces", "uid", "gid", "loadavg", "systemMemoryInfo", "osUptime"]) {
  await attempt(name, () => Deno[name]());
}
for (const name of ["getuid", "getgid", "geteuid", "getgroups", "umask"]) {
  await attempt("process." + name, () => process[name]());
}
await attempt("arguments", () => Deno.args.join() || undefined);
await attempt("limits", () => JSON.stringify(process.report.getReport().userLimits));
await attempt("clipboard", () => Deno[Deno.internal].core.ops.op_desktop_read_clipboard_text?.() || undefined);
`),
    earns: NOTHING,
    says: FOUND_NOTHING,
  },
  {
    name: "storage-left",
    tries: "leaves something for the student who comes after it",
    lessons: telling(js`
globalThis.left = "canary";
await attempt("localStorage", () => { localStorage.setItem("left", "canary"); });
await attempt("sessionStorage", () => { sessionStorage.setItem("left", "canary"); });
await attempt("caches", async () => {
  const cache = await caches.open("left");
  await cache.put("http://left/", new Response("canary"));
});
await attempt("openKv", async () => { await (await Deno.openKv()).set(["left"], "canary"); });
await attempt("indexedDB", () => { indexedDB.open("left"); });
await attempt("BroadcastChannel", async () => {
  const channel = new BroadcastChannel("left");
  for (let k = 0; k < 10; k++) {
    channel.postMessage("canary");
    await new Promise((done) => setTimeout(done, 20));
  }
  channel.close();
});
await attempt("SharedWorker", () => { new SharedWorker("data:text/javascript,"); });
await attempt("locks", () => { navigator.locks.request("left", () => new Promise(() => {})); });
`),
    earns: NOTHING,
    says: FOUND_NOTHING,
  },
  {
    // In the order of names, it comes long after the one before.
    name: "zz-storage-sought",
    tries: "looks for what another student has left",
    lessons: telling(js`
await attempt("globals", () => globalThis.left);
await attempt("localStorage", () => localStorage.getItem("left"));
await attempt("sessionStorage", () => sessionStorage.getItem("left"));
await attempt("caches", async () => await (await caches.match("http://left/"))?.text());
await attempt("openKv", async () => (await (await Deno.openKv()).get(["left"])).value);
await attempt("indexedDB", async () => (await indexedDB.databases())[0]?.name);
await attempt("BroadcastChannel", async () => {
  const channel = new BroadcastChannel("left");
  let heard;
  channel.onmessage = ({ data }) => { heard = data; };
  await new Promise((done) => setTimeout(done, 200));
  channel.close();
  return heard;
});
`),
    earns: NOTHING,
    says: FOUND_NOTHING,
  },
];
