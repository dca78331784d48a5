#include "demo/names.h"

#include <stdio.h>

#define N(list) (sizeof list / sizeof list[0])

static const char *const roots[] = {
    "Бар", "Вел", "Гор", "Дан", "Жем", "Зар", "Кал", "Лаз", "Мал", "Нор",
    "Олс", "Пел", "Рам", "Сав", "Тар", "Урм", "Фад", "Хал", "Чар", "Шел"};
static const char *const middles[] = {"ан", "ел", "иш", "ов", "ун",
                                      "ык", "ар", "ен", "ип", "ос"};
/* For a man and for a woman. */
static const char *const endings[][2] = {
    {"ов", "ова"}, {"ин", "ина"}, {"ев", "ева"}, {"ский", "ская"}};

static const char *const men[] = {
    "Александр", "Алексей", "Андрей", "Антон",  "Виктор", "Глеб",
    "Денис",     "Дмитрий", "Иван",   "Кирилл", "Максим", "Михаил",
    "Николай",   "Олег",    "Павел",  "Роман",  "Сергей", "Тимур"};
static const char *const women[] = {
    "Александра", "Анна",   "Вера",   "Галина", "Дарья",   "Екатерина",
    "Елена",      "Ирина",  "Ксения", "Лидия",  "Мария",   "Надежда",
    "Наталья",    "Оксана", "Ольга",  "Полина", "Татьяна", "Юлия"};

static const char *const fathers[] = {
    "Александров", "Алексеев", "Андреев", "Борисов",  "Викторов", "Денисов",
    "Иванов",      "Кириллов", "Львов",   "Максимов", "Николаев", "Олегов",
    "Павлов",      "Петров",   "Романов", "Сергеев"};

static const char *
one_of(struct rt_demo_rng *r, const char *const *list, size_t n)
{
    return list[rt_demo_below(r, (int64_t)n)];
}

void
rt_demo_person(struct rt_demo_rng *r, struct rt_demo_person *out)
{
    bool woman = rt_demo_chance(r, 530000);
    const char *root = one_of(r, roots, N(roots));
    const char *middle = one_of(r, middles, N(middles));
    const char *ending = endings[rt_demo_below(r, (int64_t)N(endings))][woman];

    snprintf(out->last, sizeof out->last, "%s%s%s", root, middle, ending);
    snprintf(out->first, sizeof out->first, "%s",
             woman ? one_of(r, women, N(women)) : one_of(r, men, N(men)));
    snprintf(out->middle, sizeof out->middle, "%s%s",
             one_of(r, fathers, N(fathers)), woman ? "на" : "ич");
}
