/* The parts of the snapshot file that writer and reader share. */
#ifndef RT_SNAP_FORMAT_H
#define RT_SNAP_FORMAT_H

#include <stdint.h>

#define RT_SNAP_MAGIC "RTSNAP\r\n"

enum { RT_SNAP_ALIGN = 64, RT_SNAP_GENERATION = 16, RT_SNAP_SECTIONS = 4096 };

struct rt_snap_header {
    char magic[8];
    uint32_t version;
    uint32_t n_sections;
    uint64_t length;   /* of the whole file */
    uint32_t body_crc; /* of everything behind the header */
    int32_t as_of;
    uint8_t generation[RT_SNAP_GENERATION];
    uint8_t digits;
    uint8_t demo;
    uint8_t unused[6];
    uint32_t unused2;
    uint32_t header_crc; /* of the bytes before it */
};
_Static_assert(sizeof(struct rt_snap_header) == 64, "no holes");

struct rt_snap_section {
    uint32_t id;
    uint32_t size; /* bytes an element */
    uint64_t count;
    uint64_t offset;
};
_Static_assert(sizeof(struct rt_snap_section) == 24, "no holes");

/* Section ids.  Never reuse one. */
enum rt_snap_id {
    RT_SEC_ZONE = 1,
    RT_SEC_CURRENCY,
    RT_SEC_NEVER_ACTIVE,

    RT_SEC_CLIENT_ID = 10,
    RT_SEC_CLIENT_NAME_AT,
    RT_SEC_NAMES,

    RT_SEC_CONTRACT_FIRST = 20,
    RT_SEC_CONTRACT_START,
    RT_SEC_CONTRACT_END,
    RT_SEC_CONTRACT_FEE,
    RT_SEC_CONTRACT_PROFIT,
    RT_SEC_CONTRACT_CAUSE,
    RT_SEC_CONTRACT_PLAN,
    RT_SEC_CAUSES_AT,
    RT_SEC_CAUSES,
    RT_SEC_PLANS_AT,
    RT_SEC_PLANS,

    RT_SEC_CHANGE_FIRST = 40,
    RT_SEC_CHANGE_DAY,
    RT_SEC_CHANGE_FEE,
    RT_SEC_CHANGE_PROFIT,
    RT_SEC_CHANGE_PLAN,

    /* Attribute k: key, dictionary offsets, dictionary bytes, codes. */
    RT_SEC_ATTR = 1000,
    RT_SEC_ATTR_STEP = 4
};

#endif
