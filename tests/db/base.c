#include "base.h"
#include "store.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

const DbOptions base_options = {
    .schema = "-- a small base; it's only for tests\n"
              "CREATE TABLE firm (id INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY (id));\n"
              "CREATE TABLE client (\n"
              "    enterprise_id INTEGER NOT NULL, -- whose; theirs\n"
              "    id INTEGER NOT NULL,\n"
              "    name TEXT NOT NULL CHECK (name <> ''),\n"
              "    search_text TEXT NOT NULL DEFAULT '',\n"
              "    photo BLOB,\n"
              "    secret TEXT,\n"
              "    PRIMARY KEY (enterprise_id, id),\n"
              "    UNIQUE (enterprise_id, name),\n"
              "    FOREIGN KEY (enterprise_id) REFERENCES firm (id)\n"
              ");\n"
              "CREATE TABLE tag (client_id INTEGER NOT NULL, word TEXT NOT NULL DEFAULT ';',\n"
              "    PRIMARY KEY (client_id, word));\n"
              "CREATE TABLE log (id INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY (id));\n"
              "CREATE INDEX client_by_name ON client (enterprise_id, name);\n"
              "CREATE APPEND ONLY RULE ON log;\n"
              "CREATE SEARCH INDEX client_search ON client (search_text);\n",
    .version = 3,
};

const DbActor base_actor = {.enterprise_id = 1, .program = "test"};

void base_create_with(Base *base, const DbOptions *options)
{
    g_autoptr(GError) error = NULL;
    base->folder = g_dir_make_tmp("ukrcrm-db-XXXXXX", &error);
    g_assert_no_error(error);
    base->url = store_url(base->folder, "база.db");
    base->file = base->url;
    base->db = db_create(base->url, options, &error);
    g_assert_no_error(error);
    g_assert_nonnull(base->db);
}

void base_create(Base *base)
{
    base_create_with(base, &base_options);
    base_write(base->db, SQL("INSERT INTO firm (id, name) VALUES (1, 'one')"), DB_NO_ARGS);
}

void base_remove(Base *base)
{
    db_close(base->db);
    store_remove(base->url);
    g_autoptr(GDir) folder = g_dir_open(base->folder, 0, NULL);
    for (const char *name; (name = g_dir_read_name(folder));) {
        g_autofree char *path = g_build_filename(base->folder, name, NULL);
        g_assert_cmpint(g_remove(path), ==, 0);
    }
    g_assert_cmpint(g_rmdir(base->folder), ==, 0);
    g_free(base->folder);
    g_free(base->url);
}

void base_reopen(Base *base, int timeout_ms)
{
    g_autoptr(GError) error = NULL;
    DbOptions options = base_options;
    options.busy_timeout_ms = timeout_ms;
    g_clear_pointer(&base->db, db_close);
    base->db = db_open(base->url, &options, &error);
    g_assert_no_error(error);
}

pid_t base_fork(Base *base, int *pipe_end)
{
    int ends[2];
    g_assert_cmpint(pipe(ends), ==, 0);
    g_clear_pointer(&base->db, db_close);
    pid_t child = fork();
    g_assert_cmpint(child, >=, 0);
    *pipe_end = ends[child == 0];
    close(ends[child != 0]);
    base_reopen(base, 0);
    return child;
}

void base_kill(pid_t child, int pipe_end)
{
    kill(child, SIGKILL);
    g_assert_cmpint(waitpid(child, NULL, 0), ==, child);
    close(pipe_end);
}

void base_write(Db *db, const char *sql, const DbValue *args, size_t n_args)
{
    g_autoptr(GError) error = NULL;
    db_begin(db, &base_actor, DB_DURABLE, &error);
    g_assert_no_error(error);
    db_execute(db, sql, args, n_args, NULL, &error);
    g_assert_no_error(error);
    db_commit(db, &error);
    g_assert_no_error(error);
}

bool base_can_ask(Db *db, const char *sql, GError **error)
{
    int64_t value;
    return db_get_integer(db, sql, DB_NO_ARGS, &value, NULL, error);
}

int64_t base_integer(Db *db, const char *sql)
{
    g_autoptr(GError) error = NULL;
    int64_t value = 0;
    db_get_integer(db, sql, DB_NO_ARGS, &value, NULL, &error);
    g_assert_no_error(error);
    return value;
}
