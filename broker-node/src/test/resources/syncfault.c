/*
 * Stands before the C library's syncs of the files below one folder: lets them pass, delays them,
 * keeps them waiting, or lets one fail, as the control file says at the moment. Counts them.
 *
 * SYNCFAULT_FOLDER   the folder
 * SYNCFAULT_CONTROL  the file: mode, milliseconds, count, each 4 bytes in the machine's order
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

enum { PASS = 0, DELAY = 1, HANG = 2, FAIL_ONCE = 3 };

struct control {
  _Atomic int mode;
  _Atomic int millis;
  _Atomic int count;
};

static struct control *control;
static const char *folder;

__attribute__((constructor)) static void open_control(void) {
  const char *path = getenv("SYNCFAULT_CONTROL");
  folder = getenv("SYNCFAULT_FOLDER");
  if (path == NULL || folder == NULL) {
    return;
  }
  int file = open(path, O_RDWR | O_CLOEXEC);
  if (file < 0) {
    return;
  }
  void *page = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  control = page == MAP_FAILED ? NULL : page;
}

static int is_ours(int file) {
  char link[64];
  char path[PATH_MAX];
  if (control == NULL) {
    return 0;
  }
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  return length > 0 && strncmp(path, folder, strlen(folder)) == 0;
}

static void sleep_millis(int millis) {
  struct timespec time = {millis / 1000, (millis % 1000) * 1000000L};
  nanosleep(&time, NULL);
}

/* Returns whether the sync is to fail. */
static int suffer(int file) {
  if (!is_ours(file)) {
    return 0;
  }
  atomic_fetch_add(&control->count, 1);
  int mode = FAIL_ONCE;
  if (atomic_compare_exchange_strong(&control->mode, &mode, PASS)) {
    errno = EIO;
    return 1;
  }
  if (mode == DELAY) {
    sleep_millis(atomic_load(&control->millis));
  }
  while (atomic_load(&control->mode) == HANG) {
    sleep_millis(10);
  }
  return 0;
}

int fsync(int file) {
  int (*next)(int) = dlsym(RTLD_NEXT, "fsync");
  return suffer(file) ? -1 : next(file);
}

int fdatasync(int file) {
  int (*next)(int) = dlsym(RTLD_NEXT, "fdatasync");
  return suffer(file) ? -1 : next(file);
}
