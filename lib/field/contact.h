/* Phone numbers and e-mail addresses. */
#ifndef RT_FIELD_CONTACT_H
#define RT_FIELD_CONTACT_H

#include <stdbool.h>

enum { RT_PHONE_TEXT = 17 };

/* E.164 ("+74951234567") from a number with its country code or, as written
 * in Russia, eleven digits that begin with 7 or 8.  Blanks, points, dashes
 * and brackets are taken off.  False for anything else. */
bool rt_phone_read(const char *text, char out[RT_PHONE_TEXT]);

/* Does it look like an address: something@name.name, no blanks? */
bool rt_email_valid(const char *text);

#endif
