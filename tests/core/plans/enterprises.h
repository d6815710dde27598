/* A base of many enterprises, each with clients, their tasks, and a campaign for all of them. */
#pragma once

#include "fixture.h"

typedef struct {
    Fixture fixture;
    Base *client, *mailer; /* as these programs open it */
    Actor actor;           /* the owner of the first enterprise */
    int64_t client_id, task_id, list_id, campaign_id, enrollment_id;
} World;

void world_up(World *world);
void world_down(World *world);
/* Twenty times as many clients in the first enterprise. */
void world_grow(World *world);
