#include "conf/dotenv.h"

#include "base/utf8.h"

#include <stdbool.h>
#include <string.h>

#define BLANK " \t"
#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_"

static char *
skip_blanks(char *s)
{
    return s + strspn(s, BLANK);
}

/* Nothing but a comment may follow a closing quote. */
static bool
ends_here(const char *s)
{
    const char *rest = s + strspn(s, BLANK);

    return *rest == '\0' || (*rest == '#' && rest > s);
}

static const char *
read_single(char *s, char **value)
{
    char *end = strchr(++s, '\'');

    if (end == NULL)
        return "conf_open_quote";
    *end = '\0';
    *value = s;
    return ends_here(end + 1) ? NULL : "conf_after_quote";
}

/* \n, \" and \\ are decoded; any other backslash stands for itself. */
static const char *
read_double(char *s, char **value)
{
    char *to = ++s;

    *value = s;
    for (; *s != '"'; s++) {
        if (*s == '\0')
            return "conf_open_quote";
        if (*s == '\\' && s[1] != '\0' && strchr("n\"\\", s[1]) != NULL)
            *to++ = *++s == 'n' ? '\n' : *s;
        else
            *to++ = *s;
    }
    *to = '\0'; /* at the closing quote, or before it */
    return ends_here(s + 1) ? NULL : "conf_after_quote";
}

/* A value without quotes ends at a comment, whose # follows a blank. */
static const char *
read_bare(char *s, char **value)
{
    char *end = s;

    for (char *p = s; *p != '\0'; p++) {
        if (*p == '#' && (p == s || p[-1] == ' ' || p[-1] == '\t'))
            break;
        if (*p != ' ' && *p != '\t')
            end = p + 1;
    }
    *end = '\0';
    *value = s;
    return NULL;
}

static const char *
read_value(char *s, char **value)
{
    if (*s == '\'')
        return read_single(s, value);
    if (*s == '"')
        return read_double(s, value);
    return read_bare(s, value);
}

static void
read_line(char *s, struct rt_env_line *line)
{
    char *end;

    if (strncmp(s, "export", 6) == 0 && s[6] != '\0' &&
        strchr(BLANK, s[6]) != NULL)
        s = skip_blanks(s + 6);
    end = s + strspn(s, LETTERS);
    if (end > s)
        end += strspn(end, LETTERS "0123456789");
    if (end == s || *skip_blanks(end) != '=') {
        line->wrong = "conf_no_assignment";
        return;
    }
    line->name = s;
    s = skip_blanks(skip_blanks(end) + 1);
    *end = '\0'; /* at a blank or the = */
    line->wrong = read_value(s, &line->value);
    if (line->wrong != NULL)
        line->value = NULL;
}

static void
take_line(char *s, size_t len, struct rt_env_line *line, rt_env_each *each,
          void *arg)
{
    if (len > 0 && s[len - 1] == '\r')
        len--;
    s[len] = '\0';
    if (strlen(s) != len || !rt_utf8_valid(s, len)) {
        line->wrong = "conf_not_text_line";
        each(line, arg);
        return;
    }
    s = skip_blanks(s);
    if (*s == '\0' || *s == '#')
        return;
    read_line(s, line);
    each(line, arg);
}

void
rt_env_read(char *text, size_t len, rt_env_each *each, void *arg)
{
    char *end = text + len;
    int number = 0;

    if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
        text += 3;
    while (text < end) {
        struct rt_env_line line = {.number = ++number};
        char *nl = memchr(text, '\n', (size_t)(end - text));
        char *stop = nl != NULL ? nl : end;

        take_line(text, (size_t)(stop - text), &line, each, arg);
        text = stop + 1;
    }
}
