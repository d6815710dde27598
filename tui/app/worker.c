#include "tui/app/worker.h"

typedef struct {
    Worker *worker;
    gconstpointer owner;
    char *slot;
    const WorkerJob *kind;
    gpointer job;
    int64_t profile_id; /* whose rows it reads */
    GError *failure;    /* why there was no base for it; NULL: there was */
    bool cancelled;     /* written in the loop's thread, under the lock */
} Task;

struct Worker {
    char *url;
    Loop *loop;
    GThread *thread;
    GAsyncQueue *queue;
    int64_t profile_id; /* signed in; loop's thread only */
    GError *failure;    /* of the task that returned last; loop's thread only */
    GQueue tasks;       /* of Task, submitted and not yet returned; loop's thread only */
    GMutex lock;        /* guards running and base, for the interruption */
    Task *running;
    Base *base;
    int stop;
    bool ended; /* guarded by lock */
    GCond told; /* that it has */
};

static void task_free(Task *task)
{
    task->kind->free(task->job);
    g_clear_error(&task->failure);
    g_free(task->slot);
    g_free(task);
}

/* In the loop's thread: a task has run, or was thrown away unrun. */
static void task_returned(gpointer data)
{
    Task *task = data;
    Worker *worker = task->worker;
    g_queue_remove(&worker->tasks, task);
    g_clear_error(&worker->failure);
    worker->failure = g_steal_pointer(&task->failure);
    if (!task->cancelled)
        task->kind->done(task->job);
    task_free(task);
}

static bool begin(Worker *worker, Task *task)
{
    g_mutex_lock(&worker->lock);
    bool wanted = !task->cancelled;
    worker->running = wanted ? task : NULL;
    if (worker->base)
        base_resume(worker->base);
    g_mutex_unlock(&worker->lock);
    return wanted;
}

static void end(Worker *worker)
{
    g_mutex_lock(&worker->lock);
    worker->running = NULL;
    g_mutex_unlock(&worker->lock);
}

static void open_base(Worker *worker, GError **error)
{
    Base *base = base_open(worker->url, PROGRAM_CLIENT, error);
    g_mutex_lock(&worker->lock);
    worker->base = base;
    if (base && worker->running->cancelled) /* while there was no base to interrupt */
        base_interrupt(base);
    g_mutex_unlock(&worker->lock);
}

static gpointer work(gpointer data)
{
    Worker *worker = data;
    while (!g_atomic_int_get(&worker->stop)) {
        Task *task = g_async_queue_pop(worker->queue);
        if ((gpointer)task == (gpointer)worker)
            break;
        if (begin(worker, task)) {
            if (!worker->base)
                open_base(worker, &task->failure);
            if (worker->base)
                base_set_person(worker->base, task->profile_id);
            task->kind->run(worker->base, task->job);
            end(worker);
        }
        loop_post(worker->loop, task_returned, task);
    }
    g_clear_pointer(&worker->base, base_close);
    g_mutex_lock(&worker->lock);
    worker->ended = true;
    g_cond_signal(&worker->told);
    g_mutex_unlock(&worker->lock);
    return NULL;
}

Worker *worker_new(const char *url, Loop *loop)
{
    Worker *worker = g_new0(Worker, 1);
    worker->url = g_strdup(url);
    worker->loop = loop;
    worker->queue = g_async_queue_new();
    g_mutex_init(&worker->lock);
    g_cond_init(&worker->told);
    worker->thread = g_thread_new("reader", work, worker);
    return worker;
}

/* `cancelled` is read by the worker under the lock, so that a task can't start after its
 * interruption has been sent. */
static void cancel(Worker *worker, Task *task)
{
    g_mutex_lock(&worker->lock);
    task->cancelled = true;
    if (worker->running == task && worker->base)
        base_interrupt(worker->base);
    g_mutex_unlock(&worker->lock);
}

static void ask_to_stop(Worker *worker)
{
    for (GList *link = worker->tasks.head; link; link = link->next)
        cancel(worker, link->data);
    g_atomic_int_set(&worker->stop, 1);
    g_async_queue_push(worker->queue, worker); /* wakes the thread; no task has this address */
}

bool worker_stop(Worker *worker, int patience_ms)
{
    gint64 end = g_get_monotonic_time() + patience_ms * G_TIME_SPAN_MILLISECOND;
    ask_to_stop(worker);
    g_mutex_lock(&worker->lock);
    while (!worker->ended && g_cond_wait_until(&worker->told, &worker->lock, end))
        ;
    bool ended = worker->ended;
    g_mutex_unlock(&worker->lock);
    return ended;
}

void worker_free(Worker *worker)
{
    if (!worker)
        return;
    ask_to_stop(worker);
    g_thread_join(worker->thread);
    loop_forget(worker->loop, task_returned);
    for (Task *task = g_queue_pop_head(&worker->tasks); task;
         task = g_queue_pop_head(&worker->tasks))
        task_free(task);
    g_async_queue_unref(worker->queue);
    g_mutex_clear(&worker->lock);
    g_cond_clear(&worker->told);
    g_clear_error(&worker->failure);
    g_free(worker->url);
    g_free(worker);
}

const GError *worker_failure(const Worker *worker)
{
    return worker->failure;
}

void worker_set_person(Worker *worker, int64_t profile_id)
{
    worker->profile_id = profile_id;
}

void worker_submit(Worker *worker, gconstpointer owner, const char *slot, const WorkerJob *kind,
                   gpointer job)
{
    for (GList *link = worker->tasks.head; link; link = link->next) {
        Task *older = link->data;
        if (older->owner == owner && g_str_equal(older->slot, slot))
            cancel(worker, older);
    }
    Task *task = g_new0(Task, 1);
    *task = (Task){.worker = worker,
                   .owner = owner,
                   .slot = g_strdup(slot),
                   .kind = kind,
                   .job = job,
                   .profile_id = worker->profile_id};
    g_queue_push_tail(&worker->tasks, task);
    g_async_queue_push(worker->queue, task);
}

void worker_cancel(Worker *worker, gconstpointer owner)
{
    for (GList *link = worker->tasks.head; link; link = link->next) {
        Task *task = link->data;
        if (task->owner == owner)
            cancel(worker, task);
    }
}

bool worker_is_busy(Worker *worker, gconstpointer owner)
{
    for (GList *link = worker->tasks.head; link; link = link->next) {
        Task *task = link->data;
        if ((task->owner == owner || !owner) && !task->cancelled)
            return true;
    }
    return false;
}
