/* Preloaded into a program (LD_PRELOAD), kills it before one of its numbered steps: the
 * CRASH_AT-th call that makes something durable or says something to a server. With CRASH_ALL every
 * write counts, not only those that sync; with CRASH_PAUSE it is not killed but stopped. The
 * program under test knows nothing of it. */
#include <dlfcn.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static atomic_long left; /* steps until the end; 0 or less: none is to come */
static int all, deadly = SIGKILL;

__attribute__((constructor)) static void begin(void)
{
    const char *at = getenv("CRASH_AT");
    left = at ? atol(at) : 0;
    all = getenv("CRASH_ALL") != NULL;
    deadly = getenv("CRASH_PAUSE") ? SIGSTOP : SIGKILL;
}

static void step(void)
{
    if (left > 0 && atomic_fetch_sub(&left, 1) == 1)
        kill(getpid(), deadly);
}

#define NEXT(name) (__extension__(__typeof__(&name)) dlsym(RTLD_NEXT, #name))

int fsync(int fd)
{
    step();
    return NEXT(fsync)(fd);
}

int fdatasync(int fd)
{
    step();
    return NEXT(fdatasync)(fd);
}

int ftruncate(int fd, off_t length)
{
    step();
    return NEXT(ftruncate)(fd, length);
}

int rename(const char *from, const char *to)
{
    step();
    return NEXT(rename)(from, to);
}

int unlink(const char *path)
{
    step();
    return NEXT(unlink)(path);
}

ssize_t send(int fd, const void *bytes, size_t size, int flags)
{
    step();
    return NEXT(send)(fd, bytes, size, flags);
}

ssize_t write(int fd, const void *bytes, size_t size)
{
    if (all)
        step();
    return NEXT(write)(fd, bytes, size);
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t offset)
{
    if (all)
        step();
    return NEXT(pwrite)(fd, bytes, size, offset);
}
