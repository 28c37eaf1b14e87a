#!/usr/bin/env bash
# Prepares Gradescope's machine, once and with a network: installs Deno and the
# packages of the course, so that grading needs no network. Fails if the course
# can't be graded there.
set -euo pipefail

AUTOGRADER=${AUTOGRADER:-/autograder}
course=$AUTOGRADER/source/course
deno=$AUTOGRADER/deno/node_modules/deno/deno
export DENO_DIR=$AUTOGRADER/deno/cache NO_COLOR=1

if ! command -v npm > /dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update
  apt-get install -y --no-install-recommends ca-certificates nodejs npm
fi

version=$(tr -d '[:space:]' < "$course/.deno-version")
npm install --prefix "$AUTOGRADER/deno" "deno@$version"
"$deno" --version

cd "$course"
"$deno" install --frozen
# The reference gets all points; this also compiles everything once.
out=$(mktemp -d)
"$deno" run -A --cached-only --frozen tools/grade.ts solutions --out "$out"
rm -rf "$out"
