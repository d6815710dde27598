#include "tui/app/person_files.h"

#include <sys/fsuid.h>
#include <unistd.h>

gid_t as_person(void)
{
    return (gid_t)setfsgid(getgid());
}

void as_program(gid_t group)
{
    setfsgid(group);
}
