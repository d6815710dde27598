#include "tui/app/face.h"

#include "core/auth.h"
#include "tui/photo/photo.h"

typedef struct {
    App *app;
    int64_t profile_id;
    Picture *tall, *flat;
} FaceJob;

static Picture *face_picture(Base *base, int64_t profile_id, int rows, int columns)
{
    g_autoptr(GBytes) image = profile_photo(base, profile_id, NULL);
    return image ? photo_picture(image, rows, columns, NULL) : NULL;
}

Picture *face_of_record(Base *base, const Record *record, int rows, int columns)
{
    int64_t profile_id = record->entity == &profile_entity    ? record->id
                         : record->entity == &employee_entity ? record_integer(record, "profile_id")
                                                              : 0;
    return profile_id ? face_picture(base, profile_id, rows, columns) : NULL;
}

static void run(Base *base, gpointer data)
{
    FaceJob *job = data;
    if (!base)
        return;
    job->tall = face_picture(base, job->profile_id, FRAME_PHOTO_ROWS, FRAME_PHOTO_COLUMNS);
    if (job->tall)
        job->flat = face_picture(base, job->profile_id, 1, FRAME_PHOTO_COLUMNS_FLAT);
}

static void done(gpointer data)
{
    FaceJob *job = data;
    frame_set_photo(ui_frame(job->app->ui), g_steal_pointer(&job->tall),
                    g_steal_pointer(&job->flat));
}

static void job_free(gpointer data)
{
    FaceJob *job = data;
    g_free(job->tall);
    g_free(job->flat);
    g_free(job);
}

void face_load(App *app)
{
    static const WorkerJob kind = {run, done, job_free};
    FaceJob *job = g_new0(FaceJob, 1);
    *job = (FaceJob){.app = app, .profile_id = app->actor.profile_id};
    worker_submit(app->worker, app, "face", &kind, job);
}
