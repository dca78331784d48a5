/* Reads the texts of a picture back from its lines, to see whether they touch
 * each other or stick out of the picture. */
#ifndef RT_T_CHART_BOXES_H
#define RT_T_CHART_BOXES_H

#include "base/utf8.h"
#include "draw.h"

struct text_box {
    double x0, x1, y0, y1;
    char text[128];
};

enum { BOXES_MAX = 4096 };

/* One "text x,y side size [bold] #rgb "..."" line; false for other lines. */
static bool
read_text_box(const char *line, struct text_box *b)
{
    const char *open = strchr(line, '"'), *end = strchr(line, '\n');
    double x, y, size, w;
    char side[8];
    size_t len;

    if (open == NULL || end == NULL || open > end ||
        sscanf(line, "text %lf,%lf %7s %lf", &x, &y, side, &size) != 4)
        return false;
    len = (size_t)(end - open) - 2;
    if (len >= sizeof b->text)
        len = sizeof b->text - 1;
    memcpy(b->text, open + 1, len);
    b->text[len] = '\0';
    w = (double)rt_utf8_count(open + 1, (size_t)(end - open) - 2) * size *
        (strstr(line, "bold") != NULL && strstr(line, "bold") < open ? 0.65
                                                                     : 0.6);
    b->x0 = side[0] == 'l' ? x : side[0] == 'r' ? x - w : x - w / 2;
    b->x1 = b->x0 + w;
    b->y0 = y - size * 0.75;
    b->y1 = y + size * 0.2;
    return true;
}

static size_t
read_text_boxes(const char *lines, struct text_box *out)
{
    size_t n = 0;

    for (const char *p = lines; p != NULL && *p != '\0' && n < BOXES_MAX;) {
        n += read_text_box(p, &out[n]);
        p = strchr(p, '\n');
        p = p != NULL ? p + 1 : NULL;
    }
    return n;
}

static bool
boxes_touch(const struct text_box *a, const struct text_box *b)
{
    const double slack = 0.3; /* lines have one decimal */

    return a->x0 < b->x1 - slack && b->x0 < a->x1 - slack &&
           a->y0 < b->y1 - slack && b->y0 < a->y1 - slack;
}

/* How many texts touch another or stick out of the picture.  They are printed
 * as TAP comments. */
static int
bad_texts(const struct draw *d, const char *lines)
{
    static struct text_box box[BOXES_MAX];
    size_t n = read_text_boxes(lines, box);
    int bad = n == BOXES_MAX;

    for (size_t i = 0; i < n; i++) {
        if (box[i].x0 < -0.5 || box[i].x1 > d->geo.width_px + 0.5 ||
            box[i].y0 < -0.5 || box[i].y1 > d->geo.height_px + 0.5) {
            printf("# outside: %s\n", box[i].text);
            bad++;
        }
        for (size_t k = 0; k < i; k++) {
            if (!boxes_touch(&box[i], &box[k]))
                continue;
            printf("# touch: %s | %s\n", box[k].text, box[i].text);
            bad++;
        }
    }
    return bad;
}

#endif
