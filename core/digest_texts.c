#include "digest_texts.h"
#include "core/i18n.h"

#include <string.h>

static const TaskWords languages[] = {
    {.code = "en",
     .hello = "Hello",
     .tasks_for = "Tasks for",
     .count_today = "for today",
     .count_overdue = "overdue",
     .today = "Today",
     .overdue = "Overdue",
     .due = "Due",
     .priority = "Priority",
     .client = "Client",
     .open = "Open it with",
     .more = "And more",
     .all = "All tasks",
     .why = "This mail comes in the morning when something is due that day or overdue. While you "
            "are sick or on parental leave, “No digest while absent” in your employee card "
            "switches it off.",
     .task = "Task",
     .changes = "Changes in tasks",
     .earlier = "What was changed before that is in the task.",
     .why_changes = "This mail says what others have changed in tasks that are assigned to you, "
                    "made by you or watched by you. “Mail about tasks” in your employee card says "
                    "of which you are told."},
    {.code = "ru",
     .hello = "Здравствуйте",
     .tasks_for = "Задачи на",
     .count_today = "на сегодня",
     .count_overdue = "просрочено",
     .today = "На сегодня",
     .overdue = "Просрочено",
     .due = "Срок",
     .priority = "Приоритет",
     .client = "Клиент",
     .open = "Открыть",
     .more = "И ещё",
     .all = "Все задачи",
     .why = "Это письмо приходит утром, когда есть задачи на этот день или просроченные. Пока вы "
            "болеете или в декрете, его выключает «Без сводки в отсутствие» в вашей "
            "карточке сотрудника.",
     .task = "Задача",
     .changes = "Изменения в задачах",
     .earlier = "Что изменилось до того, смотрите в задаче.",
     .why_changes = "Это письмо о том, что другие изменили в задачах, которые назначены вам, "
                    "созданы вами или у вас под наблюдением. О каких сообщать, выбирается в вашей "
                    "карточке сотрудника: «Письма о задачах»."},
    {.code = "uk",
     .hello = "Вітаємо",
     .tasks_for = "Завдання на",
     .count_today = "на сьогодні",
     .count_overdue = "прострочено",
     .today = "На сьогодні",
     .overdue = "Прострочено",
     .due = "Термін",
     .priority = "Пріоритет",
     .client = "Клієнт",
     .open = "Відкрити",
     .more = "І ще",
     .all = "Усі завдання",
     .why = "Цей лист надходить уранці, коли є завдання на цей день або прострочені. Поки ви "
            "хворієте чи в декреті, його вимикає «Без зведень за відсутності» у вашій "
            "картці співробітника.",
     .task = "Завдання",
     .changes = "Зміни в завданнях",
     .earlier = "Що змінилося до того, дивіться в завданні.",
     .why_changes = "Цей лист про те, що інші змінили в завданнях, які призначені вам, створені "
                    "вами або під вашим наглядом. Про які повідомляти, вибирається у вашій картці "
                    "співробітника: «Листи про завдання»."},
};

static const TaskWords *find(const char *language)
{
    for (size_t i = 0; i < G_N_ELEMENTS(languages); i++)
        if (g_strcmp0(languages[i].code, language) == 0)
            return &languages[i];
    return NULL;
}

const TaskWords *task_words(const char *language)
{
    const TaskWords *words = find(language);
    return words ? words : find(i18n_language());
}

const char *task_words_priority(const TaskWords *words, const char *code)
{
    static const struct {
        const char *code, *in[G_N_ELEMENTS(languages)];
    } priorities[] = {
        {"low", {"Low", "Низкий", "Низький"}},
        {"normal", {"Normal", "Нормальный", "Нормальний"}},
        {"high", {"High", "Высокий", "Високий"}},
        {"urgent", {"Urgent", "Срочный", "Терміновий"}},
        {"immediate", {"Immediate", "Немедленный", "Негайний"}},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(priorities); i++)
        if (g_strcmp0(priorities[i].code, code) == 0)
            return priorities[i].in[words - languages];
    return NULL;
}
