#include "conf/dotenv.h"
#include "base/buf.h"
#include "../tap.h"

static void
note_line(const struct rt_env_line *l, void *arg)
{
    struct rt_buf *b = arg;

    rt_buf_fmt(b, "%d:", l->number);
    if (l->wrong != NULL)
        rt_buf_fmt(b, "!%s;", l->wrong);
    else
        rt_buf_fmt(b, "%s=[%s];", l->name, l->value);
}

/* The lines as "number:NAME=[value];" or "number:!what is wrong;". */
static void
reads(const char *text, size_t len, const char *want, const char *what)
{
    char *copy = malloc(len + 1); /* lets a sanitizer see reads beyond it */
    struct rt_buf b;

    memcpy(copy, text, len);
    rt_buf_init(&b, 0);
    rt_env_read(copy, len, note_line, &b);
    is_str(rt_buf_cstr(&b), want, what);
    rt_buf_fini(&b);
    free(copy);
}

struct row {
    const char *text, *want, *what;
};

static void
run(const struct row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++)
        reads(rows[i].text, strlen(rows[i].text), rows[i].want, rows[i].what);
}

#define RUN(rows) run(rows, sizeof rows / sizeof rows[0])

static void
test_lines(void)
{
    static const struct row rows[] = {
        {"", "", "an empty file"},
        {"\n \t\n# A=1\n  # B=2\n", "", "blank lines and comments"},
        {"A=1\nB=2", "1:A=[1];2:B=[2];", "the last line needs no end"},
        {"A=1\r\nB='x'\r\n", "1:A=[1];2:B=[x];", "lines that end in CR LF"},
        {"\xef\xbb\xbf"
         "A=1\n",
         "1:A=[1];", "a byte order mark"},
        {"export A=1\nexport\tB=2\n", "1:A=[1];2:B=[2];", "export"},
        {"export=1\n", "1:export=[1];", "export is a name too"},
        {"  A = 1 \n", "1:A=[1];", "blanks around name and ="},
        {"a_9=\n", "1:a_9=[];", "an empty value"},
        {"A=1\nA=2\n", "1:A=[1];2:A=[2];", "both of two equal names"},
    };

    RUN(rows);
}

static void
test_bare_values(void)
{
    static const struct row rows[] = {
        {"A=b c  d\n", "1:A=[b c  d];", "blanks inside"},
        {"A=b # c\n", "1:A=[b];", "a comment after a blank"},
        {"A=b#c\n", "1:A=[b#c];", "# without a blank belongs to the value"},
        {"A=#c\n", "1:A=[];", "nothing but a comment"},
        {"A=b=c\n", "1:A=[b=c];", "= inside"},
        {"A=b'c'\"d\"\n", "1:A=[b'c'\"d\"];", "quotes inside"},
        {"A=b\\n\n", "1:A=[b\\n];", "a backslash is itself"},
        {"A=значение\n", "1:A=[значение];", "any UTF-8"},
    };

    RUN(rows);
}

static void
test_quoted_values(void)
{
    static const struct row rows[] = {
        {"A=' b # c '\n", "1:A=[ b # c ];", "single quotes: all is literal"},
        {"A='b\\n\"'\n", "1:A=[b\\n\"];", "backslash and double quote too"},
        {"A='' # c\n", "1:A=[];", "nothing, and a comment"},
        {"A=\" b # c \"\n", "1:A=[ b # c ];", "double quotes"},
        {"A=\"b\\n\\\"c\\\\\"\n", "1:A=[b\n\"c\\];", "\\n, \\\" and \\\\"},
        {"A=\"b\\tc\\\n", "1:!conf_open_quote;", "a backslash at the end"},
        {"A=\"b\\tc\"\n", "1:A=[b\\tc];", "any other backslash is itself"},
        {"A=\"\"\n", "1:A=[];", "nothing in double quotes"},
    };

    RUN(rows);
}

static void
test_wrong_lines(void)
{
    static const struct row rows[] = {
        {"hello\n", "1:!conf_no_assignment;", "no ="},
        {"=1\n", "1:!conf_no_assignment;", "no name"},
        {"9A=1\n", "1:!conf_no_assignment;", "a name starts with a letter"},
        {"A-B=1\n", "1:!conf_no_assignment;", "- is not part of a name"},
        {"A B=1\n", "1:!conf_no_assignment;", "two words"},
        {"export \n", "1:!conf_no_assignment;", "export and nothing"},
        {"A='b\nB=1\n", "1:!conf_open_quote;2:B=[1];",
         "an open single quote ends with its line"},
        {"A=\"b\nB=1\n", "1:!conf_open_quote;2:B=[1];", "a double one too"},
        {"A='b'c\n", "1:!conf_after_quote;", "text after a quote"},
        {"A=\"b\"#c\n", "1:!conf_after_quote;", "a comment without a blank"},
        {"A=\xff\nB=1\n", "1:!conf_not_text_line;2:B=[1];", "not UTF-8"},
    };

    RUN(rows);
    reads("A=1\0\nB=1", 8, "1:!conf_not_text_line;2:B=[1];", "a zero byte");
}

int
main(void)
{
    test_lines();
    test_bare_values();
    test_quoted_values();
    test_wrong_lines();
    return done();
}
