/* A file of clients to import, the same in each run.
 *
 *   import-make ROWS > FILE
 *
 * Surname, first name, patronymic, company, e-mail and phone, in Cyrillic, UTF-8. Nobody stands in
 * it twice, and neither names nor contacts come in any order: each row goes to another page of
 * each index, as those of a real file do. */
#include <glib.h>
#include <stdio.h>

static const char *const roots[] = {
    "Ковал", "Бондар", "Ткач",  "Кравч",  "Олійн", "Шевч",   "Поліщ", "Мельн", "Марч", "Лис",
    "Руд",   "Савч",   "Петр",  "Іван",   "Галаґ", "Єрем",   "Їжак",  "Клим",  "Павл", "Гриц",
    "Сидор", "Литв",   "Мороз", "Гонч",   "Захар", "Яц",     "Щерб",  "Юрч",   "Чум",  "Федор",
    "Хом",   "Цимб",   "Тимош", "Степан", "Роман", "Приход", "Онищ",  "Назар", "Левч", "Карп",
    "Жук",   "Дяч",    "Влас",  "Бойк",   "Артем", "Остап",  "Ус",    "Гайд",  "Ґудз", "Дзюб"};
static const char *const endings[] = {
    "енко", "ук", "ик",   "ець", "ський", "ченко",   "чук",  "юк",    "ко",   "івський",
    "ар",   "ун", "айло", "ов",  "ій",    "инський", "ейко", "андзе", "ович", "аш"};
static const char *const names[] = {"Олександр", "Сергій", "Андрій", "Дмитро",   "Іван",
                                    "Микола",    "Тарас",  "Юрій",   "Євген",    "Ігор",
                                    "Олена",     "Ірина",  "Оксана", "Тетяна",   "Світлана",
                                    "Марія",     "Ганна",  "Дарина", "Катерина", "Ярина"};
static const char *const fathers[] = {"Іванович", "Петрович",  "Миколайович", "Сергійович",
                                      "Іванівна", "Петрівна",  "Миколаївна",  "Сергіївна",
                                      "Юрійович", "Степанівна"};
static const char *const firms[] = {"ТОВ «Вітрила»", "ФОП Калина", "ПП Меридіан", "ТОВ «Обрій»",
                                    "АТ «Промінь»",  "СТО Ранок",  "Кав'ярня",    "ТОВ «Явір»"};
static const char *const hosts[] = {"ukr.example", "mail.example", "firma.com.example",
                                    "mail.firma.example"};

/* SplitMix64: numbers next to each other become unlike each other. */
static guint64 scatter(guint64 number)
{
    number += G_GUINT64_CONSTANT(0x9E3779B97F4A7C15);
    number = (number ^ (number >> 30)) * G_GUINT64_CONSTANT(0xBF58476D1CE4E5B9);
    number = (number ^ (number >> 27)) * G_GUINT64_CONSTANT(0x94D049BB133111EB);
    return number ^ (number >> 31);
}

#define PICK(list, n) ((list)[(n) % G_N_ELEMENTS(list)])

/* The phone is the row's number times a unit modulo the number of phones: each once, in no order.
 */
static void print_row(guint64 number)
{
    guint64 random = scatter(number);
    guint64 phone = 300000000 + number * 618033989 % 700000000;
    printf("%s%s;%s;%s;", PICK(roots, random), PICK(endings, random >> 8),
           PICK(names, random >> 16), PICK(fathers, random >> 24));
    if ((random >> 32) % 3 == 0)
        printf("%s %d", PICK(firms, random >> 36), (int)(random >> 40) % 5000);
    printf(";%c%09" G_GUINT64_FORMAT "@%s;0%02d %03d %02d %02d\n", 'a' + (int)((random >> 48) % 26),
           phone, PICK(hosts, random >> 56), (int)(phone / 10000000), (int)(phone / 10000 % 1000),
           (int)(phone / 100 % 100), (int)(phone % 100));
}

int main(int argc, char **argv)
{
    gint64 rows;
    if (argc != 2 || !g_ascii_string_to_signed(argv[1], 10, 0, 100000000, &rows, NULL)) {
        g_printerr("usage: import-make ROWS\n");
        return 64;
    }
    printf("Прізвище;Ім'я;По батькові;Компанія;E-mail;Телефон\n");
    for (gint64 row = 1; row <= rows; row++)
        print_row((guint64)row);
    return 0;
}
