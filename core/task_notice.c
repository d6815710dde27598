/* docs/rules.md, "Mail about tasks": what was done to a task is noted in the transaction that does
 * it, and told by the mailer's next pass (core/notice.h). */
#include "entities/task.h"
#include "save.h"

/* A save leaves a line a field in the journal; of an act with more lines the last are told. */
#define LINES_OF_AN_ACT 64

/* What programs do and what is made up for a demo is nobody's news, whoever it is said to be by. */
bool task_note(Base *base, const Actor *actor, int64_t task_id, const SaveBatch *batch,
               GError **error)
{
    if (!actor->profile_id || base_program(base) == PROGRAM_ADMIN)
        return true;
    DbValue enterprise = db_integer(actor->enterprise_id), task = db_integer(task_id);
    return db_execute(
        base_db(base),
        SQL("INSERT INTO task_notice (enterprise_id, task_id, change_id) SELECT ?, ?, min(id) "
            "FROM (SELECT id, set_id FROM change WHERE enterprise_id = ? AND entity = 'task' "
            "AND record_id = ? ORDER BY id DESC LIMIT ?) AS newest WHERE set_id = ? "
            "HAVING count(*) > 0 ON CONFLICT (enterprise_id, task_id) DO NOTHING"),
        DB_ARGS(enterprise, task, enterprise, task, db_integer(LINES_OF_AN_ACT),
                db_integer(batch->set_id)),
        NULL, error);
}
