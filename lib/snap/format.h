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
    uint64_t length;   /* length of the whole file */
    uint32_t body_crc; /* checksum of everything after the header */
    int32_t as_of;
    uint8_t generation[RT_SNAP_GENERATION];
    uint8_t digits;
    uint8_t demo;
    uint8_t unused[6];
    uint32_t unused2;
    uint32_t header_crc; /* checksum of the bytes before it */
};
_Static_assert(sizeof(struct rt_snap_header) == 64, "no holes");

struct rt_snap_section {
    uint32_t id;
    uint32_t size; /* bytes of an element */
    uint64_t count;
    uint64_t offset;
};
_Static_assert(sizeof(struct rt_snap_section) == 24, "no holes");

#endif
