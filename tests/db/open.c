#include "base.h"

#include <sys/stat.h>

static void test_create(void)
{
    Base base;
    base_create(&base);
    struct stat status;
    g_assert_cmpint(stat(base.file, &status), ==, 0);
    g_assert_cmpint(status.st_mode & 0777, ==, 0660);
    g_assert_cmpint(base_integer(base.db, SQL("SELECT count(*) FROM firm")), ==, 1);
    base_remove(&base);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/open/create", test_create);
    return g_test_run();
}
