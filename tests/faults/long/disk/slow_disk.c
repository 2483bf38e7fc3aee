/* A slow disk, for whichever process this is preloaded into: whoever has something written for good waits so many milliseconds
   as stand in the file that HP_SLOW_DISK names. Where that says nothing, the disk is as ever. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static void wait_for_the_disk(void) {
    const char *name = getenv("HP_SLOW_DISK");
    int before = errno, file = name == NULL ? -1 : open(name, O_RDONLY | O_CLOEXEC);
    char said[16] = "";
    if (file >= 0) {
        if (read(file, said, sizeof said - 1) < 0) said[0] = '\0';
        close(file);
    }
    long milliseconds = atol(said);
    struct timespec left = {milliseconds / 1000, milliseconds % 1000 * 1000000L};
    while (milliseconds > 0 && nanosleep(&left, &left) != 0 && errno == EINTR) {
    }
    errno = before;
}

int fsync(int file) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    wait_for_the_disk();
    return real(file);
}

int fdatasync(int file) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    wait_for_the_disk();
    return real(file);
}
