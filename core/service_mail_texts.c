/* A table and not gettext: these texts go out in the language of whoever gets them, many languages
 * in one process, while gettext has one language per process (core/i18n.h) and by locale only where
 * that locale is installed. */
#include "service_mail_texts.h"

#include <string.h>

static const char *const languages[SERVICE_LANGUAGES] = {"en", "ru", "uk"};

int service_mail_language(const char *language)
{
    for (int i = 0; i < SERVICE_LANGUAGES; i++)
        if (g_strcmp0(languages[i], language) == 0)
            return i;
    return -1;
}

const char *service_mail_role(const char *code, int language)
{
    static const struct {
        const char *code, *in[SERVICE_LANGUAGES];
    } roles[] = {
        {"owner", {"owner", "владелец", "власник"}},
        {"admin", {"administrator", "администратор", "адміністратор"}},
        {"manager", {"manager", "менеджер", "менеджер"}},
        {"guest", {"guest", "гость", "гість"}},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(roles); i++)
        if (strcmp(roles[i].code, code) == 0)
            return roles[i].in[language];
    return code;
}

const ServiceTemplate service_templates[] = {
    {"sign_up",
     {"code"},
     {{"Confirm your e-mail address",
       "Hello!\n"
       "\n"
       "Your sign-up code: {code}\n"
       "\n"
       "Type it in the program to finish signing up. If it was not you who signed up, do\n"
       "nothing: without the code nothing is created.\n"},
      {"Подтверждение адреса электронной почты",
       "Здравствуйте!\n"
       "\n"
       "Ваш код для регистрации: {code}\n"
       "\n"
       "Введите его в программе, чтобы завершить регистрацию. Если регистрировались не вы,\n"
       "ничего не делайте: без кода ничего не будет создано.\n"},
      {"Підтвердження адреси електронної пошти",
       "Вітаємо!\n"
       "\n"
       "Ваш код для реєстрації: {code}\n"
       "\n"
       "Введіть його у програмі, щоб завершити реєстрацію. Якщо реєструвалися не ви, нічого\n"
       "не робіть: без коду нічого не буде створено.\n"}}},
    {"exists",
     {NULL},
     {{"You already have a profile",
       "Hello!\n"
       "\n"
       "Somebody, probably you, tried to sign up with this address. It already has a profile:\n"
       "sign in with your password. If you have forgotten it, choose “Password forgotten” in\n"
       "the sign-in form. If it was not you, do nothing: your profile has not changed.\n"},
      {"У вас уже есть профиль",
       "Здравствуйте!\n"
       "\n"
       "Кто-то, вероятно вы, пытался зарегистрироваться с этим адресом. Профиль с ним уже\n"
       "есть: войдите со своим паролем. Если вы его забыли, выберите «Забыл пароль» в форме\n"
       "входа. Если это были не вы, ничего не делайте: ваш профиль не изменился.\n"},
      {"У вас уже є профіль",
       "Вітаємо!\n"
       "\n"
       "Хтось, імовірно ви, намагався зареєструватися з цією адресою. Профіль із нею вже є:\n"
       "увійдіть зі своїм паролем. Якщо ви його забули, виберіть «Забув пароль» у формі\n"
       "входу. Якщо це були не ви, нічого не робіть: ваш профіль не змінився.\n"}}},
    {"password_reset",
     {"code"},
     {{"Code for a new password",
       "Hello!\n"
       "\n"
       "Your code for a new password: {code}\n"
       "\n"
       "Type it in the program and choose a new password. If you did not ask for it, do\n"
       "nothing: your password stays as it is.\n"},
      {"Код для нового пароля",
       "Здравствуйте!\n"
       "\n"
       "Ваш код для нового пароля: {code}\n"
       "\n"
       "Введите его в программе и выберите новый пароль. Если вы об этом не просили, ничего\n"
       "не делайте: пароль останется прежним.\n"},
      {"Код для нового пароля",
       "Вітаємо!\n"
       "\n"
       "Ваш код для нового пароля: {code}\n"
       "\n"
       "Введіть його у програмі й виберіть новий пароль. Якщо ви про це не просили, нічого\n"
       "не робіть: пароль залишиться попереднім.\n"}}},
    {"email_change",
     {"code"},
     {{"Confirm your new e-mail address",
       "Hello!\n"
       "\n"
       "Your code to confirm this address: {code}\n"
       "\n"
       "Type it in the program: from then on this address is your login. If you did not ask\n"
       "for it, do nothing.\n"},
      {"Подтверждение нового адреса электронной почты",
       "Здравствуйте!\n"
       "\n"
       "Ваш код для подтверждения этого адреса: {code}\n"
       "\n"
       "Введите его в программе: после этого вы будете входить с этим адресом. Если вы об\n"
       "этом не просили, ничего не делайте.\n"},
      {"Підтвердження нової адреси електронної пошти",
       "Вітаємо!\n"
       "\n"
       "Ваш код для підтвердження цієї адреси: {code}\n"
       "\n"
       "Введіть його у програмі: після цього ви будете входити з цією адресою. Якщо ви про\n"
       "це не просили, нічого не робіть.\n"}}},
    {"invitation",
     {"code", "enterprise"},
     {{"Invitation to “{enterprise}”",
       "Hello!\n"
       "\n"
       "You are invited to become an employee of “{enterprise}”.\n"
       "Invited by: {inviter}\n"
       "Role: {role}\n"
       "\n"
       "Your invitation code: {code}\n"
       "\n"
       "Sign up in the program with this address and type the code.\n"
       "Sign in here: {link}\n"},
      {"Приглашение в «{enterprise}»",
       "Здравствуйте!\n"
       "\n"
       "Вас приглашают стать сотрудником предприятия «{enterprise}».\n"
       "Пригласил(а): {inviter}\n"
       "Роль: {role}\n"
       "\n"
       "Ваш код приглашения: {code}\n"
       "\n"
       "Зарегистрируйтесь в программе с этим адресом и введите код.\n"
       "Вход: {link}\n"},
      {"Запрошення до «{enterprise}»",
       "Вітаємо!\n"
       "\n"
       "Вас запрошують стати співробітником підприємства «{enterprise}».\n"
       "Запросив(ла): {inviter}\n"
       "Роль: {role}\n"
       "\n"
       "Ваш код запрошення: {code}\n"
       "\n"
       "Зареєструйтеся у програмі з цією адресою та введіть код.\n"
       "Вхід: {link}\n"}}},
    {"employee_added",
     {"enterprise"},
     {{"You are now an employee of “{enterprise}”",
       "Hello!\n"
       "\n"
       "You have been added to the employees of “{enterprise}”.\n"
       "Added by: {inviter}\n"
       "Role: {role}\n"
       "\n"
       "You find the enterprise under “My enterprises” the next time you sign in.\n"
       "Sign in here: {link}\n"},
      {"Вы — сотрудник предприятия «{enterprise}»",
       "Здравствуйте!\n"
       "\n"
       "Вас добавили в сотрудники предприятия «{enterprise}».\n"
       "Добавил(а): {inviter}\n"
       "Роль: {role}\n"
       "\n"
       "При следующем входе вы найдёте предприятие в «Мои бизнесы».\n"
       "Вход: {link}\n"},
      {"Ви — співробітник підприємства «{enterprise}»",
       "Вітаємо!\n"
       "\n"
       "Вас додали до співробітників підприємства «{enterprise}».\n"
       "Додав(ла): {inviter}\n"
       "Роль: {role}\n"
       "\n"
       "Під час наступного входу ви знайдете підприємство в «Мої бізнеси».\n"
       "Вхід: {link}\n"}}},
    {"alarm",
     {"text"},
     {{"UkrCRM: sending has stopped",
       "The mailer has stopped and needs somebody to look at it:\n"
       "\n"
       "{text}\n"
       "\n"
       "No letter is lost: what is due goes as soon as the cause is removed.\n"},
      {"UkrCRM: отправка остановлена",
       "Отправка писем остановлена, нужно вмешательство:\n"
       "\n"
       "{text}\n"
       "\n"
       "Письма не потеряны: всё, чему пришёл срок, уйдёт, как только причина будет устранена.\n"},
      {"UkrCRM: надсилання зупинено",
       "Надсилання листів зупинено, потрібне втручання:\n"
       "\n"
       "{text}\n"
       "\n"
       "Листи не втрачено: усе, чому настав час, піде, щойно причину буде усунено.\n"}}},
    {NULL},
};
