/* Forms about one's login: signing in and up, codes from mails, passwords, the address. Each is one
 * row in account.c: fields, what saving does, and the form that follows. */
#pragma once

#include "tui/app/app.h"

typedef enum {
    ACCOUNT_SIGN_IN,
    ACCOUNT_SIGN_UP,
    ACCOUNT_SIGN_UP_CODE,
    ACCOUNT_INVITED,
    ACCOUNT_FORGOTTEN,
    ACCOUNT_NEW_PASSWORD,
    ACCOUNT_CHANGE_PASSWORD,
    ACCOUNT_CHANGE_EMAIL,
    ACCOUNT_EMAIL_CODE,
    ACCOUNT_UNLOCK,
} AccountStep;

/* `email`: carried over from the form before; may be NULL. */
View *account_form_new(App *app, AccountStep step, const char *email);
