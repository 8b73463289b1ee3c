/*
 * Counts what a process and its children make durable. Loaded before libc (LD_PRELOAD); writes to
 * the file that QUORATE_SYNCS names, which all processes of one node share and a reader may map:
 *
 *   word 0        calls of fsync that have returned well
 *   word 1        calls of fdatasync that have returned well
 *   word 2        calls of either that have failed
 *   word 3        nanoseconds spent in all of them
 *   word 4        how many slots were taken, ever
 *   word 8 + 2i   when the call in slot i began, i < SLOTS (CLOCK_MONOTONIC, nanoseconds)
 *   word 9 + 2i   when it returned; 0: the slot is being written
 *
 * Words have 64 bits, in the machine's own order.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define SLOTS (1u << 16)
#define WORDS (8 + 2 * SLOTS)

typedef int (*sync_call)(int);

static _Atomic uint64_t *words;
static sync_call real_fsync;
static sync_call real_fdatasync;

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

__attribute__((constructor)) static void begin(void) {
  real_fsync = (sync_call)dlsym(RTLD_NEXT, "fsync");
  real_fdatasync = (sync_call)dlsym(RTLD_NEXT, "fdatasync");
  const char *path = getenv("QUORATE_SYNCS");
  if (path == NULL) {
    return;
  }
  int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (file < 0 || ftruncate(file, WORDS * sizeof(uint64_t)) != 0) {
    abort(); /* A count of nothing would be taken for a node that does not sync. */
  }
  void *mapped = mmap(NULL, WORDS * sizeof(uint64_t), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (mapped == MAP_FAILED) {
    abort();
  }
  words = mapped;
}

static int counted(sync_call call, int file, int word) {
  if (words == NULL) {
    return call(file);
  }
  uint64_t began = now();
  int result = call(file);
  int error = errno;
  uint64_t returned = now();
  if (result == 0) {
    uint64_t slot = atomic_fetch_add(&words[4], 1) % SLOTS;
    atomic_store(&words[9 + 2 * slot], 0);
    atomic_store(&words[8 + 2 * slot], began);
    atomic_store(&words[9 + 2 * slot], returned);
  }
  atomic_fetch_add(&words[3], returned - began);
  atomic_fetch_add(&words[result == 0 ? word : 2], 1);
  errno = error;
  return result;
}

int fsync(int file) { return counted(real_fsync, file, 0); }

int fdatasync(int file) { return counted(real_fdatasync, file, 1); }
