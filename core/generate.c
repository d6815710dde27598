#include "core/generate.h"
#include "entities/client.h"
#include "import_batch.h"

#define SLICE 1000 /* clients a transaction */

static const char *const surnames[] = {
    "Коваленко", "Бондаренко", "Ткаченко",  "Кравченко", "Олійник",   "Шевчук",    "Коваль",
    "Поліщук",   "Бондар",     "Ткачук",    "Мельник",   "Марченко",  "Лисенко",   "Руденко",
    "Савченко",  "Петренко",   "Іваненко",  "Ґалаґан",   "Єременко",  "Їжакевич",  "Клименко",
    "Павленко",  "Гриценко",   "Сидоренко", "Литвин",    "Мороз",     "Гончар",    "Захарченко",
    "Яценко",    "Щербина",    "Юрченко",   "Чумак",     "Федоренко", "Хоменко",   "Цимбал",
    "Тимошенко", "Степаненко", "Романенко", "Приходько", "Онищенко",  "Назаренко", "Левченко",
    "Карпенко",  "Жук",        "Дяченко",   "Власенко",  "Бойко",     "Артеменко", "Остапенко",
    "Усенко"};
static const char *const men[] = {"Олександр", "Сергій", "Андрій", "Дмитро", "Іван",
                                  "Микола",    "Петро",  "Тарас",  "Юрій",   "Євген",
                                  "Ігор",      "Богдан", "Василь", "Роман",  "Олег",
                                  "Павло",     "Максим", "Артем",  "Денис",  "Степан"};
static const char *const women[] = {"Олена",  "Наталія", "Ірина",    "Оксана",   "Тетяна",
                                    "Юлія",   "Людмила", "Світлана", "Марія",    "Ганна",
                                    "Їванна", "Софія",   "Дарина",   "Катерина", "Галина",
                                    "Віра",   "Надія",   "Любов",    "Ярина",    "Евеліна"};
static const char *const fathers_of_men[] = {
    "Іванович", "Петрович", "Миколайович", "Сергійович", "Олексійович", "Степанович", "Юрійович"};
static const char *const fathers_of_women[] = {
    "Іванівна", "Петрівна", "Миколаївна", "Сергіївна", "Олексіївна", "Степанівна", "Юріївна"};
static const char *const firms[] = {"Вітрила", "Калина", "Меридіан", "Мрія",  "Обрій",
                                    "Промінь", "Ранок",  "Світанок", "Хвиля", "Явір"};

#define PICK(list, n) ((list)[(n) % G_N_ELEMENTS(list)])

/* SplitMix64: numbers next to each other become unlike each other. */
static guint64 scatter(guint64 number)
{
    number += G_GUINT64_CONSTANT(0x9E3779B97F4A7C15);
    number = (number ^ (number >> 30)) * G_GUINT64_CONSTANT(0xBF58476D1CE4E5B9);
    number = (number ^ (number >> 27)) * G_GUINT64_CONSTANT(0x94D049BB133111EB);
    return number ^ (number >> 31);
}

static char *company_of(guint64 number, guint64 random)
{
    if (number % 1000000 == 500000)
        return g_strdup("Фірма " GENERATE_RARE);
    if (number % 1000 == 7)
        return g_strdup_printf("%s-" GENERATE_SOME, PICK(firms, random));
    if (number % 10 == 3)
        return g_strdup_printf("%s" GENERATE_MANY, PICK(firms, random));
    return g_strdup("");
}

Madeup madeup_person(guint64 number)
{
    guint64 random = scatter(number);
    bool woman = random & 1;
    return (Madeup){
        .surname = g_strdup(PICK(surnames, random >> 8)),
        .first_name = g_strdup(woman ? PICK(women, random >> 16) : PICK(men, random >> 16)),
        .patronymic = g_strdup(woman ? PICK(fathers_of_women, random >> 24)
                                     : PICK(fathers_of_men, random >> 24)),
        .company = company_of(number, random >> 32),
        .email = g_strdup_printf("client%" G_GUINT64_FORMAT "@mail%u.example", number,
                                 (guint)(random >> 40) % 50),
        .phone = g_strdup_printf("+380%02u%07u", 50 + (guint)(number / 10000000) % 50,
                                 (guint)(number % 10000000)),
        .sex = woman ? "female" : "male",
    };
}

void madeup_clear(Madeup *person)
{
    g_free(person->surname);
    g_free(person->first_name);
    g_free(person->patronymic);
    g_free(person->company);
    g_free(person->email);
    g_free(person->phone);
}

/* --- many ------------------------------------------------------------------------------------- */

static bool prepare(Base *base, const Actor *actor, guint64 number, ImportBatch *batch,
                    GError **error)
{
    g_auto(Madeup) person = madeup_person(number);
    g_autoptr(Record) client = record_new(base, actor, &client_entity);
    record_set_text(client, "surname", person.surname);
    record_set_text(client, "first_name", person.first_name);
    record_set_text(client, "patronymic", person.patronymic);
    record_set_text(client, "company", person.company);
    record_set_text(client, "email", person.email);
    record_set_text(client, "phone", person.phone);
    record_set_text(client, "sex", person.sex);
    if (!record_prepare_new(base, actor, client, error))
        return false;
    g_autoptr(GArray) contacts = row_contacts(base, client, error);
    if (contacts)
        batch_add(batch, client, contacts, &(SourceRow){.raw = ""});
    return contacts != NULL;
}

static bool write_batch(Base *base, const Actor *actor, const ImportBatch *batch, SaveBatch *save,
                        GError **error)
{
    DbActor writer = base_db_actor(base, actor);
    guint rows[SLICE];
    int64_t ids[SLICE];
    for (guint i = 0; i < batch_length(batch); i++)
        rows[i] = i;
    if (!db_begin(base_db(base), &writer, DB_SLICE, error))
        return false;
    if (batch_insert(base, actor, batch, rows, batch_length(batch), save, ids, error))
        return db_commit(base_db(base), error);
    db_rollback(base_db(base));
    return false;
}

/* People from `first` on; the batch is empty before and after. */
static bool make_slice(Base *base, const Actor *actor, guint64 first, guint64 count,
                       ImportBatch *batch, SaveBatch *save, GError **error)
{
    for (guint64 i = first; i < first + count; i++)
        if (!prepare(base, actor, i, batch, error))
            return false;
    bool done = write_batch(base, actor, batch, save, error);
    batch_empty(batch);
    return done;
}

bool generate_clients(Base *base, const Actor *actor, int64_t count,
                      bool (*progress)(int64_t done, void *data), void *data, GError **error)
{
    int64_t offset, since;
    SaveBatch save = {.defer_search = true};
    if (!db_get_integer(base_db(base), SQL("SELECT count(*) FROM client WHERE enterprise_id = ?"),
                        DB_ARGS(db_integer(actor->enterprise_id)), &offset, NULL, error) ||
        !db_get_integer(base_db(base), SQL("SELECT coalesce(max(id), 0) FROM client"), DB_NO_ARGS,
                        &since, NULL, error))
        return false;
    g_autoptr(ImportBatch) batch = batch_new(base, SLICE);
    for (int64_t done = 0; done < count; done += SLICE) {
        if (!make_slice(base, actor, (guint64)(offset + done), (guint64)MIN(SLICE, count - done),
                        batch, &save, error))
            return false;
        if (progress && !progress(MIN(done + SLICE, count), data))
            break;
    }
    DbActor writer = base_db_actor(base, actor);
    return db_search_fill(base_db(base), "client_search", &writer, since, NULL, NULL, error);
}
