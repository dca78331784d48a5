#include "field/contact.h"
#include "../tap.h"

static const char *
phone(const char *text)
{
    static char out[RT_PHONE_TEXT];

    return rt_phone_read(text, out) ? out : "?";
}

static const struct {
    const char *text, *want;
} phones[] = {
    {"+7 (495) 123-45-67", "+74951234567"},
    {"8 495 123 45 67", "+74951234567"},
    {"74951234567", "+74951234567"},
    {"+1-202-555-0143", "+12025550143"},
    {"+123456789012345", "+123456789012345"},
    {"+1234567890123456", "?"},
    {"123-45-67", "?"},
    {"+1234567", "?"},
    {"+0123456789", "?"},
    {"call me", "?"},
};

static const struct {
    const char *text;
    bool good;
} emails[] = {
    {"a@b.ru", true},
    {"a.b+c@d-e.example.com", true},
    {"a@b", false},
    {"@b.ru", false},
    {"a@b@c.ru", false},
    {"a b@c.ru", false},
    {"a@.ru", false},
    {"a@b.ru.", false},
    {"почта@пример.рф", true},
};

int
main(void)
{
    for (size_t i = 0; i < sizeof phones / sizeof phones[0]; i++)
        is_str(phone(phones[i].text), phones[i].want, phones[i].text);
    for (size_t i = 0; i < sizeof emails / sizeof emails[0]; i++)
        ok(rt_email_valid(emails[i].text) == emails[i].good, "%s",
           emails[i].text);
    return done();
}
