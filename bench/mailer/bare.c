/* The reference: threads that send one letter over and over through libcurl, a handle and a
 * connection each, and keep nothing. bare URL LETTERS CONNECTIONS BYTES prints letters a second. */
#include <curl/curl.h>
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    const char *url;
    GString *letter;
    int letters; /* still to send; atomic */
    int failed;  /* atomic */
} Work;

typedef struct {
    const GString *letter;
    gsize given;
} Upload;

static size_t on_body(char *buffer, size_t size, size_t n, void *data)
{
    Upload *upload = data;
    gsize piece = MIN(size * n, upload->letter->len - upload->given);
    memcpy(buffer, upload->letter->str + upload->given, piece);
    upload->given += piece;
    return piece;
}

static gpointer run(gpointer data)
{
    Work *work = data;
    CURL *curl = curl_easy_init();
    curl_easy_setopt(curl, CURLOPT_URL, work->url);
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, "bench@example.com");
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_body);
    curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)work->letter->len);
    struct curl_slist *recipient = curl_slist_append(NULL, "client@example.org");
    curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipient);
    while (g_atomic_int_add(&work->letters, -1) > 0) {
        Upload upload = {.letter = work->letter};
        curl_easy_setopt(curl, CURLOPT_READDATA, &upload);
        if (curl_easy_perform(curl) != CURLE_OK)
            g_atomic_int_inc(&work->failed);
    }
    curl_easy_cleanup(curl);
    curl_slist_free_all(recipient);
    return NULL;
}

static GString *make_letter(gsize size)
{
    GString *letter = g_string_new("Message-ID: <bench@example.com>\r\n\r\n");
    while (letter->len + 74 <= size)
        g_string_append(letter, "0123456789012345678901234567890123456789"
                                "01234567890123456789012345678901\r\n");
    return letter;
}

int main(int argc, char **argv)
{
    if (argc != 5)
        return 64;
    int letters = atoi(argv[2]), connections = atoi(argv[3]);
    Work work = {.url = argv[1], .letter = make_letter((gsize)atoi(argv[4])), .letters = letters};
    curl_global_init(CURL_GLOBAL_DEFAULT);
    g_autoptr(GPtrArray) threads = g_ptr_array_new();
    gint64 start = g_get_monotonic_time();
    for (int i = 0; i < connections; i++)
        g_ptr_array_add(threads, g_thread_new("bare", run, &work));
    for (int i = 0; i < connections; i++)
        g_thread_join(threads->pdata[i]);
    double seconds = (double)(g_get_monotonic_time() - start) / G_USEC_PER_SEC;
    printf("%.0f\n", (letters - work.failed) / seconds);
    g_string_free(work.letter, TRUE);
    return work.failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
