/* Preloaded into a program (LD_PRELOAD), kills it before one of its numbered steps: the
 * CRASH_AT-th call that makes something durable or says something to a server. Of what it says to a
 * base's server only commits count: wherever between two of them it dies, the server takes back the
 * same. With CRASH_ALL everything counts, and every write, not only those that sync; with
 * CRASH_PAUSE it is not killed but stopped, and everything that it says counts. CRASH_HOST is what
 * its machine is called. The program under test knows nothing of it. */
#include <dlfcn.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static atomic_long left; /* steps until the end; 0 or less: none is to come */
static int all, every_word, deadly = SIGKILL;
static char host[64];

__attribute__((constructor)) static void begin(void)
{
    const char *at = getenv("CRASH_AT");
    left = at ? atol(at) : 0;
    all = getenv("CRASH_ALL") != NULL;
    deadly = getenv("CRASH_PAUSE") ? SIGSTOP : SIGKILL;
    every_word = all || deadly == SIGSTOP;
    const char *name = getenv("CRASH_HOST");
    snprintf(host, sizeof host, "%s", name ? name : "");
}

static void step(void)
{
    if (left > 0 && atomic_fetch_sub(&left, 1) == 1)
        kill(getpid(), deadly);
}

#define NEXT(name) (__extension__(__typeof__(&name)) dlsym(RTLD_NEXT, #name))

int gethostname(char *name, size_t size)
{
    if (!*host)
        return NEXT(gethostname)(name, size);
    snprintf(name, size, "%s", host);
    return 0;
}

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

/* The tests' base is at the other end of a socket in a folder, their mail server at a port. */
static int is_to_base(int fd)
{
    int domain = 0;
    socklen_t length = sizeof domain;
    return getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &length) == 0 && domain == AF_UNIX;
}

ssize_t send(int fd, const void *bytes, size_t size, int flags)
{
    if (every_word || !is_to_base(fd) || memmem(bytes, size, "COMMIT", strlen("COMMIT")))
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
