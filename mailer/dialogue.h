/* What was said: follows an SMTP dialogue by its lines, for libcurl tells how a transfer ended but
 * not at which step. Pure; fed by mailer/smtp.c. */
#pragma once

#include "smtp.h"

typedef struct {
    SmtpStep step;
    int code; /* of the last complete answer since the last command; 0: none yet */
    char enhanced[12];
    GString *words;
    bool complete; /* the answer has its last line */
    /* of the connection, kept from letter to letter */
    bool encrypted;
    bool knows_extensions; /* EHLO was answered */
    bool offers_smtputf8;
    bool signed_in;
    bool leaving; /* QUIT was said: what follows belongs to no letter */
} Dialogue;

Dialogue *dialogue_new(void);
void dialogue_free(Dialogue *dialogue);

/* A new letter, on the connection that is there. */
void dialogue_begin(Dialogue *dialogue);

/* A line that was sent or received, with or without its end. */
void dialogue_command(Dialogue *dialogue, const char *line, gsize length);
void dialogue_answer(Dialogue *dialogue, const char *line, gsize length);

/* The first byte of the letter goes; the last one has gone. */
void dialogue_body(Dialogue *dialogue);
void dialogue_dot(Dialogue *dialogue);
