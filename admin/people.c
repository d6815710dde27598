#include "people.h"

#include <glib/gstdio.h>

#include "core/auth.h"
#include "core/record.h"

bool person_make(Base *base, int64_t now, const PersonSpec *person, int64_t *profile_id,
                 GError **error)
{
    const SignUp form = {.surname = person->surname,
                         .first_name = person->first_name,
                         .patronymic = person->patronymic,
                         .email = person->email,
                         .password = "demo",
                         .any_password = true};
    g_autoptr(GError) failure = NULL;
    if (auth_create_profile(base, now, &form, profile_id, &failure))
        return true;
    if (g_error_matches(failure, AUTH_ERROR, AUTH_ERROR_EXISTS))
        return auth_sign_in_owner(base, now, person->email, "console", profile_id, error);
    g_propagate_error(error, g_steal_pointer(&failure));
    return false;
}

bool enterprise_found(Base *base, int64_t now, const char *name, const PersonSpec *person,
                      Actor *owner, GError **error)
{
    int64_t profile_id;
    if (!person_make(base, now, person, &profile_id, error))
        return false;
    const Actor founder = actor_profile(profile_id, now);
    g_autoptr(Record) enterprise = record_new(base, &founder, &enterprise_entity);
    record_set_text(enterprise, "full_name", name);
    record_set_text(enterprise, "short_name", name);
    return record_save(base, &founder, enterprise, NULL, NULL, error) &&
           actor_enter(base, &founder, enterprise->id, owner, error);
}

bool person_employ(Base *base, const Actor *owner, const PersonSpec *person, int64_t *employee_id,
                   GError **error)
{
    int64_t profile_id;
    if (!person_make(base, owner->now, person, &profile_id, error))
        return false;
    if (profile_id == owner->profile_id) {
        *employee_id = owner->employee_id;
        g_autoptr(Record) own =
            record_load(base, owner, &employee_entity, owner->employee_id, error);
        if (!own)
            return false;
        record_set_text(own, "position", person->position);
        return record_save(base, owner, own, NULL, NULL, error);
    }
    g_autoptr(Record) employee = record_new(base, owner, &employee_entity);
    record_set_integer(employee, "profile_id", profile_id);
    record_set_text(employee, "role", person->role);
    record_set_text(employee, "position", person->position);
    if (!record_save(base, owner, employee, NULL, NULL, error))
        return false;
    *employee_id = employee->id;
    return true;
}

bool base_finish(Base *base, bool made)
{
    static const char *const companions[] = {"", "-wal", "-shm", ".queue"};
    g_autofree char *file = g_strdup(base_url(base));
    base_close(base);
    for (gsize i = 0; !made && i < G_N_ELEMENTS(companions); i++) {
        g_autofree char *path = g_strconcat(file, companions[i], NULL);
        g_unlink(path);
    }
    return made;
}
