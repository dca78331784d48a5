/* dashboard.fcgi: pages and forms. */
#include "page/blockfile.h"
#include "page/call.h"
#include "page/case.h"
#include "page/client_edit.h"
#include "page/clients.h"
#include "page/join.h"
#include "page/login.h"
#include "page/messages.h"
#include "page/offers.h"
#include "page/orders.h"
#include "page/my.h"
#include "page/pages.h"
#include "page/queue.h"
#include "page/serve.h"
#include "page/users.h"
#include "page/wordings.h"

static const struct rt_route list[] = {
    {RT_GET, "/", RT_ROLE_STAFF, RT_CSRF_SAFE, rt_pages_first},
    {RT_GET, "/login", RT_ROLE_ANYONE, RT_CSRF_SAFE, rt_login_show,
     .inputs = rt_login_show_inputs},
    {RT_POST, "/login", RT_ROLE_ANYONE, RT_CSRF_ORIGIN, rt_login_use,
     .inputs = rt_login_inputs},
    {RT_POST, "/logout", RT_ROLE_SIGNED_IN, RT_CSRF_TOKEN, rt_logout,
     .away = true},
    {RT_POST, "/language", RT_ROLE_SIGNED_IN, RT_CSRF_TOKEN, rt_set_language,
     .inputs = rt_language_inputs},
    {RT_POST, "/theme", RT_ROLE_SIGNED_IN, RT_CSRF_TOKEN, rt_set_theme,
     .inputs = rt_theme_inputs},
    {RT_GET, "/join", RT_ROLE_ANYONE, RT_CSRF_SAFE, rt_join_show,
     .inputs = rt_join_show_inputs},
    {RT_POST, "/join", RT_ROLE_ANYONE, RT_CSRF_ORIGIN, rt_join_use,
     .inputs = rt_join_inputs, .again = rt_join_again},
    {RT_POST, "/users/add", RT_ROLE_ADMIN, RT_CSRF_TOKEN, rt_user_post_add,
     .inputs = rt_user_add_inputs, .again = rt_user_add_again},
    {RT_POST, "/users/invite", RT_ROLE_ADMIN, RT_CSRF_TOKEN,
     rt_user_post_invite, .inputs = rt_user_invite_inputs,
     .again = rt_user_invite_again},
    {RT_POST, "/users/uninvite", RT_ROLE_ADMIN, RT_CSRF_TOKEN,
     rt_user_post_uninvite, .inputs = rt_user_uninvite_inputs},
    {RT_POST, "/users/role", RT_ROLE_ADMIN, RT_CSRF_TOKEN, rt_user_post_role,
     .inputs = rt_user_role_inputs},
    {RT_POST, "/users/language", RT_ROLE_ADMIN, RT_CSRF_TOKEN,
     rt_user_post_language, .inputs = rt_user_language_inputs},
    {RT_POST, "/users/active", RT_ROLE_ADMIN, RT_CSRF_TOKEN,
     rt_user_post_active, .inputs = rt_user_active_inputs},
    {RT_POST, "/users/sessions", RT_ROLE_ADMIN, RT_CSRF_TOKEN,
     rt_user_post_sessions, .inputs = rt_user_sessions_inputs},
    {RT_POST, "/offers/save", RT_ROLE_ADMIN, RT_CSRF_TOKEN, rt_offer_post_save,
     .inputs = rt_offer_save_inputs, .again = rt_offer_save_again},
    {RT_POST, "/offers/archive", RT_ROLE_ADMIN, RT_CSRF_TOKEN,
     rt_offer_post_archive, .inputs = rt_offer_archive_inputs},
    {RT_POST, "/orders/answer", RT_ROLE_STAFF, RT_CSRF_TOKEN,
     rt_order_post_answer, .inputs = rt_order_answer_inputs,
     .again = rt_order_again},
    {RT_POST, "/orders/event", RT_ROLE_STAFF, RT_CSRF_TOKEN,
     rt_order_post_event, .inputs = rt_order_event_inputs},
    {RT_POST, "/messages/reply", RT_ROLE_STAFF, RT_CSRF_TOKEN,
     rt_message_post_reply, .inputs = rt_message_reply_inputs,
     .again = rt_message_reply_again},
    {RT_POST, "/messages/none", RT_ROLE_STAFF, RT_CSRF_TOKEN,
     rt_message_post_none, .inputs = rt_message_none_inputs},
    {RT_POST, "/reasons/add", RT_ROLE_ADMIN, RT_CSRF_TOKEN, rt_wording_post,
     .inputs = rt_reason_add_inputs, .again = rt_wording_again},
    {RT_POST, "/reasons/edit", RT_ROLE_ADMIN, RT_CSRF_TOKEN, rt_wording_post,
     .inputs = rt_reason_edit_inputs, .again = rt_wording_again},
    {RT_POST, "/templates/add", RT_ROLE_ADMIN, RT_CSRF_TOKEN, rt_wording_post,
     .inputs = rt_template_add_inputs, .again = rt_wording_again},
    {RT_POST, "/templates/edit", RT_ROLE_ADMIN, RT_CSRF_TOKEN, rt_wording_post,
     .inputs = rt_template_edit_inputs, .again = rt_wording_again},
    {RT_POST, "/queue/find", RT_ROLE_STAFF, RT_CSRF_TOKEN, rt_queue_find,
     .inputs = rt_queue_find_inputs, .again = rt_queue_find_again},
    {RT_POST, "/queue/told", RT_ROLE_STAFF, RT_CSRF_TOKEN, rt_queue_told,
     .inputs = rt_queue_told_inputs},
    {RT_POST, "/cases/*", RT_ROLE_STAFF, RT_CSRF_TOKEN, rt_case_event,
     .inputs = rt_case_event_inputs, .again = rt_case_event_again},
    {RT_POST, "/cases/*/show", RT_ROLE_STAFF, RT_CSRF_TOKEN, rt_case_reveal},
    {RT_POST, "/calls/*", RT_ROLE_STAFF, RT_CSRF_TOKEN, rt_call_open,
     .inputs = rt_call_inputs, .again = rt_call_open_again},
    {RT_GET, "/my/*", RT_ROLE_ANYONE, RT_CSRF_SAFE, rt_my_show, .hidden = true},
    {RT_POST, "/my/*", RT_ROLE_ANYONE, RT_CSRF_LINK, rt_my_act,
     .inputs = rt_my_inputs, .again = rt_my_act_again, .hidden = true},
    {RT_POST, "/clients/find", RT_ROLE_STAFF, RT_CSRF_TOKEN, rt_clients_find,
     .inputs = rt_clients_find_inputs, .again = rt_clients_find_again},
    {RT_POST, "/clients/*/edit", RT_ROLE_STAFF, RT_CSRF_TOKEN, rt_client_edit_post,
     .inputs = rt_client_edit_inputs, .again = rt_client_edit_again},
    {RT_POST, "/clients/*/contract", RT_ROLE_STAFF, RT_CSRF_TOKEN, rt_contract_new_post,
     .inputs = rt_contract_new_inputs, .again = rt_contract_new_again},
    {RT_POST, "/clients/*/undo", RT_ROLE_STAFF, RT_CSRF_TOKEN, rt_card_undo_post,
     .inputs = rt_card_undo_inputs},
    {RT_POST, "/contracts/*/edit", RT_ROLE_STAFF, RT_CSRF_TOKEN, rt_contract_edit_post,
     .inputs = rt_contract_edit_inputs, .again = rt_contract_edit_again},
    {RT_POST, "/contracts/*/past", RT_ROLE_ADMIN, RT_CSRF_TOKEN, rt_contract_past_post,
     .inputs = rt_contract_past_inputs, .again = rt_contract_past_again},
    {RT_POST, "/contracts/*/archive", RT_ROLE_ADMIN, RT_CSRF_TOKEN, rt_contract_archive_post,
     .inputs = rt_contract_archive_inputs},
    {RT_POST, "/contracts/*/link", RT_ROLE_STAFF, RT_CSRF_TOKEN, rt_card_link_post,
     .inputs = rt_card_link_inputs},
    {RT_GET, "/generation", RT_ROLE_STAFF, RT_CSRF_SAFE, rt_generation,
     .quiet = true},
};

int
main(int argc, char **argv)
{
    return rt_page_main(argc, argv,
                        &(struct rt_routes){list, sizeof list / sizeof list[0]},
                        true);
}
