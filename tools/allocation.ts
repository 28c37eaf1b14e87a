/**
 * How a process of ours gets memory for large arrays.
 *
 * @module
 */

/**
 * Environment of a process that works on large arrays. Memory of an array that is gone is kept for
 * the next one, and comes in huge pages: otherwise, touching it for the first time takes longer
 * than computing what it is for. Only Linux's C library knows the variable; others ignore it.
 */
export const LARGE_ARRAYS = {
  GLIBC_TUNABLES: [
    "glibc.malloc.hugetlb=1",
    `glibc.malloc.mmap_threshold=${2 ** 28}`,
    `glibc.malloc.trim_threshold=${2 ** 29}`,
  ].join(":"),
};
