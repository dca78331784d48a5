/* Phone numbers and e-mail addresses. */
#ifndef RT_FIELD_CONTACT_H
#define RT_FIELD_CONTACT_H

#include <stdbool.h>

enum { RT_PHONE_TEXT = 17 };

/* E.164 ("+74951234567") from a number with its country code or, as people in
 * Russia write it, from eleven digits that begin with 7 or 8.  Blanks, points,
 * dashes and brackets are removed.  False for anything else. */
bool rt_phone_read(const char *text, char out[RT_PHONE_TEXT]);

/* True when the text looks like an address: something@name.name, no blanks. */
bool rt_email_valid(const char *text);

#endif
