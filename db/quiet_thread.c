#include "quiet_thread.h"

#include <pthread.h>
#include <signal.h>

/* A new thread begins with the mask of the one that makes it. */
GThread *quiet_thread_new(const char *name, GThreadFunc run, gpointer data)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    GThread *thread = g_thread_new(name, run, data);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return thread;
}
