#include "import/names.h"

#include "base/utf8.h"

#include <string.h>

/* Small letters and digits only; names after "?" are less certain. */
static const struct {
    const char *field, *names;
} fields[] = {
    {"client_id",
     "client|clientno|clientnumber|customer|customerid|custid|customerno|"
     "customernumber|userid|memberid|subscriberid|clienttelegramid|"
     "idклиента|кодклиента|номерклиента|клиентid|клиенткод|idабонента|"
     "кодабонента|номерабонента|кодконтрагента|контрагенткод|"
     "идентификаторклиента|idконтрагента|инн|иннклиента|иннконтрагента|"
     "иннплательщика?client|customer|subscriber|клиент|абонент|контрагент|"
     "покупатель|плательщик|user|accountid|accountnumber|account|"
     "sender|лицевойсчет|id"},
    {"contract_id",
     "договора|contract|contractno|contractnumber|subscription|subscriptionid|"
     "subscriptionno|policy|policyid|policyno|policynumber|agreement|"
     "agreementid|agreementno|договор|номердоговора|idдоговора|договорid|"
     "коддоговора|договорномер|subsid|subscrid|подписка|idподписки|полис|номерполиса?number|nr|номер|id"},
    {"start_date",
     "start|startdate|startedon|startedat|started|begin|begindate|begins|"
     "since|issuedate|activationdate|activated|activatedat|opendate|openedon|"
     "signupdate|joindate|joined|datefrom|contractstart|contractstartdate|"
     "subscriptionstart|subscriptionstartdate|датаначала|начало|датазаключения|"
     "датаподключения|датаоткрытия|началодействия|датаначаладействия|"
     "датаактивации?from|validfrom|effectivedate|createdat|created|createddate|"
     "creationdate|датадоговора|датасоздания|дата"},
    {"end_date",
     "end|enddate|endedon|endedat|ended|until|till|terminationdate|terminated|"
     "terminatedat|terminatedon|deactivationdate|deactivatedat|disconnectdate|"
     "disconnectiondate|contractend|contractenddate|subscriptionend|"
     "subscriptionenddate|canceldate|cancellationdate|churndate|closedate|"
     "closedon|leftdate|lefton|dateto|"
     "датаокончания|окончание|конец|датаконца|датарасторжения|датазакрытия|"
     "датаотключения|датаокончаниядействия|датадеактивации|датапрекращения?"
     "canceledat|cancelledat|to|gone|validto|expirydate|expires|canceled|"
     "cancelled|closed|действуетдо|срокдействия|по"},
    {"monthly_fee",
     "monthlyfee|monthlyamount|monthlycharge|monthlycharges|monthlyprice|"
     "monthlyrevenue|monthlypayment|mrr|mrc|абонентскаяплата|абонплата|ежемесячныйплатеж|"
     "платавмесяц|суммавмесяц|ап?fee|price|amount|planamount|rate|стоимость|сумма|цена"},
    {"monthly_profit", "profit|monthlymargin|прибыль|прибыльвмесяц|маржа"},
    {"plan",
     "planname|tariff|tarif|tariffplan|package|subscriptiontype|contracttype|"
     "тариф|тарифныйплан|пакет?product|productname|contract|продукт|услуга"},
    {"region",
     "city|province|territory|регион|город|область?branch|country|state|area|страна|"
     "филиал"},
    {"channel",
     "saleschannel|acquisitionchannel|канал|каналпродаж?source|источник"},
    {"segment", "customersegment|сегмент"},
    {"end_cause",
     "cause|lapsereason|churnreason|cancelreason|cancellationreason|"
     "terminationreason|причинаухода|причинарасторжения|причинаокончания|"
     "причинаотключения?reason|причина"},
    {"can_be_retained", "retainable|можноудержать"},
    {"active", "isactive|активен|действует|действующий"},
    {"currency", "currencycode|ccy|валюта|кодвалюты"},
    {"paid_at",
     "paidon|paymentdate|paymenttime|paid|invoicedate|orderdate|purchasedate|"
     "transactiondate|chargedate|createddate|датаплатежа|датаоплаты|датапродажи|"
     "датазаказа?date|datetime|timestamp|дата|датаоперации"},
    {"amount", "sum|totalamount|paymentamount|grandtotal|сумма|суммаплатежа|"
               "суммаоплаты|оплачено|поступление|приход|кредит?credit|"
               "creditamount|total|value|revenue|sales|spend|итого"},
    {"row_id",
     "paymentid|transactionid|receiptno|eventid|idплатежа|номерплатежа|"
     "idоперации?id"},
    {"at",
     "timestamp|eventtime|eventdate|happenedat|occurredat|visitedat|seenat|"
     "датасобытия|времясобытия|датавизита|датавхода?time|datetime|date|дата|"
     "время|датавремя"},
    {"effective_on",
     "effectivedate|effectivefrom|changedate|changedon|датаизменения|"
     "действуетс"},
    {"offer_id", "idпредложения|номерпредложения?offer|id"},
    {"offer_type", "типпредложения?type|тип"},
    {"description", "описание"},
    {"case_id",
     "ticketid|idзаявки|номерзаявки|idобращения|номеробращения?case|id"},
    {"proposed_offer_id", "proposedoffer|предложение"},
    {"assigned_manager_id", "managerid|manager|менеджер"},
    {"created_at", "created|датасоздания|создано?openedat|opened|дата"},
    {"completed_at", "closedat|resolvedat|finishedat|датазавершения|завершено"},
    {"status", "статус?state|result|результат"},
    {"arm", "variant|treatment?group|segment|группа"},
    {"converted", "conversion|конверсия"},
    {"value", "?spend|revenue"},
    {"last_name", "lastname|surname|фамилия"},
    {"first_name", "firstname|имя"},
    {"middle_name", "middlename|patronymic|отчество"},
    {"email", "mail|почта|электроннаяпочта|элпочта"},
    {"phone", "phonenumber|mobile|телефон|номертелефона|мобильный"},
    {"telegram_id", "telegram|tgid"},
    {"acquired_on",
     "acquired|registrationdate|registered|registeredat|датарегистрации"},
    {"name", "название"},
    {"role", "роль"},
};

static const struct {
    const char *names;
    int months;
} periods[] = {
    {"annualfee|annualamount|annualprice|annualcharge|yearlyfee|yearlyamount|"
     "yearlyprice|arr|acv|amountperyear|priceperyear|годоваясумма|суммавгод|"
     "суммазагод|годоваяплата|стоимостьвгод",
     12},
    {"quarterlyfee|quarterlyamount|quarterlyprice|amountperquarter|"
     "квартальнаясумма|суммавквартал|суммазаквартал",
     3},
};

static const struct {
    const char *kind, *names;
} kinds[] = {
    {"clients", "client|customer|клиент|абонент"},
    {"contracts", "contract|subscription|polic|договор|подписк|полис"},
    {"changes", "change|history|изменени|истори"},
    {"payments",
     "payment|invoice|order|transaction|receipt|charge|платеж|оплат|выписк|"
     "поступлени"},
    {"activity", "activit|event|visit|login|событи|активност|визит"},
    {"offers", "offer|предложени"},
    {"users", "user|manager|пользовател|менеджер"},
    {"cases", "case|ticket|заявк|обращени"},
    {"campaigns", "campaign|кампани"},
    {"members", "member|участник"},
};

/* The small letters and digits of a name; ё counts as е. */
static char *
plain(const char *name, struct rt_arena *a)
{
    size_t len = strlen(name), n, at = 0;
    char *out = rt_alloc(a, len + 1);
    uint32_t c;

    for (const char *s = name; *s != '\0'; s += n) {
        n = rt_utf8_next(s, len - (size_t)(s - name), &c);
        if (n == 0) {
            n = 1;
            continue;
        }
        c = rt_utf8_small(c);
        if (c == 0x451)
            c = 0x435;
        if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
            (c >= 0xc0 && c < 0x250) || (c >= 0x400 && c < 0x500))
            at += rt_utf8_put(c, out + at);
    }
    out[at] = '\0';
    return out;
}

/* The word with another end: DATE for DT, nothing for a unit, as in "Start
 * (UTC)" and "Сумма, руб."; NULL: it has none of these. */
static char *
with_plain_end(const char *word, struct rt_arena *a)
{
    static const struct {
        const char *end, *full;
    } ends[] = {
        {"dt", "date"}, {"num", "number"}, {"utc", ""},
        {"gmt", ""},    {"мск", ""},       {"руб", ""},
        {"rub", ""},    {"usd", ""},       {"eur", ""},
    };
    size_t len = strlen(word);

    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        size_t n = strlen(ends[i].end);

        if (len > n && strcmp(word + len - n, ends[i].end) == 0)
            return rt_fmt(a, "%.*s%s", (int)(len - n), word, ends[i].full);
    }
    return NULL;
}

/* Where `word` stands in "a|b?c|d": 2 before the "?", 1 behind it, else 0. */
static int
look_up(const char *list, const char *word)
{
    size_t len = strlen(word);
    int fit = 2;

    if (list[0] == '?') {
        fit = 1;
        list++;
    }
    while (len > 0) {
        size_t n = strcspn(list, "|?");

        if (n == len && memcmp(list, word, n) == 0)
            return fit;
        list += n;
        if (*list == '\0')
            return 0;
        if (*list++ == '?')
            fit = 1;
    }
    return 0;
}

static int
fit_word(const char *word, const char *field, struct rt_arena *a)
{
    if (strcmp(word, plain(field, a)) == 0)
        return 3;
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
        if (strcmp(fields[i].field, field) == 0)
            return look_up(fields[i].names, word);
    return 0;
}

int
rt_names_fit(const char *column, const char *field, struct rt_arena *a)
{
    const char *word = plain(column, a), *other = with_plain_end(word, a);
    int fit = fit_word(word, field, a);

    if (fit == 0 && other != NULL)
        fit = fit_word(other, field, a);
    return fit;
}

int
rt_names_months(const char *column, struct rt_arena *a)
{
    const char *word = plain(column, a), *other = with_plain_end(word, a);

    for (size_t i = 0; i < sizeof periods / sizeof periods[0]; i++)
        if (look_up(periods[i].names, word) > 0 ||
            (other != NULL && look_up(periods[i].names, other) > 0))
            return periods[i].months;
    return 0;
}

int
rt_names_interval(const char *value, struct rt_arena *a)
{
    static const struct {
        const char *words;
        int months;
    } intervals[] = {
        {"month|monthly|months|m|мес|месяц|ежемесячно|помесячно", 1},
        {"quarter|quarterly|квартал|ежеквартально", 3},
        {"year|yearly|annual|annually|years|y|год|ежегодно", 12},
    };
    const char *word = plain(value, a);

    for (size_t i = 0; i < sizeof intervals / sizeof intervals[0]; i++)
        if (look_up(intervals[i].words, word) > 0)
            return intervals[i].months;
    return 0;
}

bool
rt_names_kind(const char *file, const char *kind, struct rt_arena *a)
{
    const char *slash = strrchr(file, '/');
    const char *word = plain(slash != NULL ? slash + 1 : file, a);

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        const char *names = kinds[i].names;

        if (strcmp(kinds[i].kind, kind) != 0)
            continue;
        for (size_t n; *names != '\0'; names += n + (names[n] == '|')) {
            n = strcspn(names, "|");
            if (strstr(word, rt_strndup(a, names, n)) != NULL)
                return true;
        }
    }
    return false;
}
