#!/usr/bin/perl
# The card of a client: what it shows and to whom, who has looked, and what is
# left of somebody who is forgotten.
use strict;
use warnings;
use utf8;
use JSON::PP qw(decode_json);
use RT::Card;
use Test::More;

my $why = RT::Site->missing;
plan skip_all => $why if $why;
binmode $_, ':utf8' for Test::More->builder->output, Test::More->builder->failure_output;

my $card = RT::Card->new(workers => 2, env => {CARD_LIMIT => 3});
my $site = $card->site;
$site->sql(
    "INSERT INTO payments (client_id, paid_at, paid_at_day, amount_minor, contract_id) VALUES "
        . join(', ', map { sprintf "(1, '2024-%02d-05', 1, %d, 1)", $_, 50000 + $_ } 1 .. 12)
        . ", (1, '2025-01-05 09:30:00', 0, -1000, 1), (1, '2023-03-05', 1, 50000, NULL)",
    "INSERT INTO activity (client_id, happened_at, happened_at_day) VALUES (1, '2024-05-05 10:00:00', 0),"
        . " (1, UTC_TIMESTAMP() - INTERVAL 3 DAY, 0), (1, UTC_TIMESTAMP() - INTERVAL 60 DAY, 0)",
    "INSERT INTO offers (id, external_id, offer_type, effect, effect_value) VALUES (1, 'o1', 'Discount', 'percent', 2000)",
    "INSERT INTO retention_cases (id, contract_id, client_id, reason, proposed_offer_id, status, created_at, completed_at)"
        . " VALUES (10, 1, 1, 'price', 1, 'retained', '2024-02-01 10:00:00', '2024-02-02 10:00:00'),"
        . " (11, 1, NULL, NULL, NULL, 'churned', '2024-03-01 10:00:00', '2024-03-02 10:00:00')",
    "INSERT INTO messages (client_id, direction, channel, body, created_at) VALUES "
        . "(1, 'from_client', 'phone', 'When will it work?', '2024-05-05 10:00:00')");
# Enough clients of one plan and region for a value.
$site->sql(map { my $n = 1000 + $_; (
    "INSERT INTO clients (id, external_id, region) VALUES ($n, 'x$n', 'North')",
    "INSERT INTO contracts (external_id, client_id, start_date, end_date, plan, monthly_fee_minor) VALUES "
        . "('x$n', $n, '2023-01-01', " . ($_ % 3 ? 'NULL' : "UTC_DATE() - INTERVAL ${\($_ * 2)} DAY")
        . ", 'Basic', 40000)") } 1 .. 60);
$site->refresh->start;
my $boss = $site->sign_in(name => 'boss', role => 'admin');
my $anna = $site->sign_in(name => 'anna');

sub audit { return $site->value("SELECT COUNT(*) FROM audit_log WHERE action = '$_[0]' AND user_id = $_[1]{id}") }

subtest 'clients that were merged lead to each other' => sub {
    my @sql = map { "INSERT INTO clients (id, external_id, last_name) VALUES ($_, 'm<$_>', 'Twin')" } 301 .. 306;
    $site->sql(@sql, 'UPDATE clients SET merged_into = 301 WHERE id IN (302, 303, 305, 306)',
        'UPDATE clients SET merged_into = 304 WHERE id = 301', 'UPDATE clients SET deleted_at = UTC_TIMESTAMP() WHERE id = 305');
    # The lines of a card, as "text: href number href number".
    my $lines = sub {
        my ($id, $who, $query) = @_;
        my $html = $card->get("/clients/$id" . ($query // ''), as => $who)->{content};
        utf8::decode($html);
        return join ' | ', map { my ($line) = $_; ($line =~ /^([^<]*?) *</)[0] . join '',
            map { " $_" } $line =~ m{<a href="([^"]*)"><bdi>([^<]*)</bdi>}g } $html =~ m{<p class="merged">(.*?)</p>}sg;
    };
    is $lines->(302, $anna), 'This is the same client as: /clients/301 m&lt;301&gt;', 'from one that was merged to the other';
    is $lines->(301, $anna), 'This is the same client as: /clients/304 m&lt;304&gt; | Merged with this card: '
        . '/clients/302 m&lt;302&gt; /clients/303 m&lt;303&gt; /clients/306 m&lt;306&gt;', 'and back: each way, without one that is deleted';
    is $lines->(304, $anna, '?lang=ru'), 'С этой карточкой объединены: /clients/301?lang=ru m&lt;301&gt;', 'in Russian, which the link keeps';
    is $lines->(2, $anna), '', 'nothing where nothing was merged';
    unlike $card->get('/clients/302', as => $anna)->{content} =~ s/.*(<p class="merged">.*?<\/p>).*/$1/sr, qr/Twin/, 'the line names nobody';
    is $card->get('/clients/301', as => $anna)->{status}, 200, 'the link works';
    my $self = $site->sign_in(name => 'self');
    $site->sql("UPDATE users SET telegram_id = 700303 WHERE id = $self->{id}", 'UPDATE clients SET telegram_id = 700303 WHERE id = 303');
    is $card->get('/clients/303', as => $self)->{status}, 404, 'one\'s own card is not shown';
    is $lines->(301, $self), 'This is the same client as: /clients/304 m&lt;304&gt; | Merged with this card: '
        . '/clients/302 m&lt;302&gt; /clients/306 m&lt;306&gt;', '  nor is a way to it';
    $site->sql('UPDATE clients SET merged_into = NULL WHERE id = 306');
    $site->sql(map { "INSERT INTO clients (id, external_id, merged_into) VALUES ($_, 'n$_', 306)" } 311 .. 360);
    unlike $card->get('/clients/306', as => $anna)->{content}, qr/and others/, 'fifty are listed';
    $site->sql("INSERT INTO clients (id, external_id, merged_into) VALUES (361, 'n361', 306)");
    my $html = $card->get('/clients/306', as => $anna)->{content};
    like $html, qr/n360.*and others/s, 'of more it is said that there are more';
    unlike $html, qr/n361/, '  not which';
};

subtest 'what a card shows' => sub {
    my $r = $card->get('/clients/1', as => $anna);
    is $r->{status}, 200, 'a manager sees it';
    is $r->{headers}{'cache-control'}, 'no-store', '  and nobody keeps it';
    my $text = RT::Card::main_text($r->{content});
    like $text, qr/Ivanova Pelageya Petrovna C-1/, 'the whole name';
    like $text, qr/\+74951234567/, 'the phone number';
    like $text, qr/pelageya\@example\.org/, 'the address';
    like $text, qr/Telegram ID 700001/, 'the Telegram id';
    like $text, qr/Region North Channel web Segment home Acquired 10 Jan 2023 colour red/, 'what is filtered by';
    like $text, qr/K-1 in force First day 1 Feb 2023 Last day — Plan Basic Monthly fee RUB 500\.00 Monthly profit RUB 200\.00 May be retained yes/,
        'the contract with its amounts';
    like $text, qr/Discount K-1/, 'the offer that was taken';
    like $r->{content}, qr{<a href="/cases/10">10</a>}, 'cases with links';
    like $r->{content}, qr{<a href="/cases/11">11</a>}, '  those of a file that names only the contract, too';
    like $text, qr/When will it work\?/, 'messages';
    like $text, qr/Events in total 3 In the last 30 days 1/, 'activity';
    like $r->{content}, qr{href="/calls/1">Open a case}, 'a link to the call screen';
    unlike $r->{content}, qr{/contracts/1/(past|archive)}, 'nothing that is for administrators';
    like $card->get('/clients/1', as => $boss)->{content}, qr{/contracts/1/past}, '  who have it';
};

subtest 'the title of the call screen names no contract' => sub {
    my $html = $card->get('/calls/1', as => $anna)->{content};
    my ($title) = $html =~ m{<title>(.*?)</title>}s;
    utf8::decode($title);
    unlike $title, qr/K-1/, 'titles stay in the history of a browser';
    like $title, qr/••/, '  masked';
    like $html, qr{<h1>[^<]*K-1}, 'the heading does';
};

subtest 'own figures, each with its terms' => sub {
    my $text = RT::Card::main_text($card->get('/clients/1', as => $anna)->{content});
    my ($months) = $text =~ /Months with us (\d+) whole months since 1 Feb 2023/;
    my $want = $site->value("SELECT TIMESTAMPDIFF(MONTH, '2023-02-01', CONVERT_TZ(UTC_TIMESTAMP(), '+00:00', '+03:00'))");
    is $months, $want, 'whole months with us';
    like $text, qr/A month \(MRR\) RUB 500\.00 1 contract in force/, 'MRR';
    my $paid = $site->value('SELECT SUM(amount_minor) FROM payments WHERE client_id = 1') / 100;
    my $shown = sprintf '%.2f', $paid;
    $shown =~ s/(\d)(\d{3}\.)/$1,$2/;
    like $text, qr/Paid in total RUB \Q$shown\E 14 payments/, 'paid in total';
    my ($value, $n) = $text =~ /Expected LTV RUB ([\d,.]+) over 60 months, by (\d+) clients of the same plan and region/;
    my ($json) = $site->retention(qw(block ltv --plan Basic --region North --format json));
    my $data = decode_json($json);
    my ($want_ltv) = map { $_->{value} } grep { $_->{name} eq 'ltv_horizon' } @{$data->{figures}};
    ok defined $want_ltv && defined $value, 'both have a value' or diag $text;
    is $value =~ s/,//gr, sprintf('%.2f', $want_ltv), 'LTV as the block computes it';
    my $want_n = $data->{n};
    is $n, $want_n, '  with its n';
    like $text, qr/RUB [\d,.]+ to RUB [\d,.]+ \(95%\)/, '  and the range';
    my $ended = RT::Card::main_text($card->get('/clients/3', as => $anna)->{content});
    like $ended, qr/Months with us 12 whole months, 1 Feb 2023 – 31 Jan 2024/, 'somebody who left: until the last day';
    like $ended, qr/A month \(MRR\) RUB 0\.00 0 contracts in force/, '  pays nothing';
    like RT::Card::main_text($card->get('/clients/2', as => $anna)->{content}),
        qr/There are no contracts\./, 'somebody without a contract';
};

subtest 'payments by key' => sub {
    my $r = $card->get('/clients/1', as => $anna);
    my @first = $r->{content} =~ m{<tr><td>([^<]+)</td><td class="number">([^<]+)</td>}g;
    is @first / 2, 12, 'the latest';
    is $first[0], '5 Jan 2025 12:30', '  a time by the clock of the reports';
    is $first[2], '5 Dec 2024', '  a day is a day';
    my ($older) = $r->{content} =~ m{href="(/clients/1\?paid=[^"]+)"};
    my $second = $card->get($older, as => $anna);
    my @rest = $second->{content} =~ m{<tr><td>([^<]+)</td><td class="number">([^<]+)</td>}g;
    is join('|', @rest[0, 2]), '5 Jan 2024|5 Mar 2023', 'the others';
    unlike $second->{content}, qr{href="[^"]*\?paid=}, '  are the last';
    like $card->get('/clients/1?lang=ru', as => $anna)->{content}, qr{href="/clients/1\?paid=[^"]+lang=ru"}, 'in the language that was asked for';
    is $card->get("/clients/1?paid=$_", as => $anna)->{status}, 400, "paid=$_" for 'x', '1', '1.', '.1', '5.x', '0.1';
};

subtest 'who is not there' => sub {
    is $card->get("/clients/$_", as => $anna)->{status}, 404, "/clients/$_" for 0, 99, 'x', '1x', '9' x 19, '9' x 60;
    is $card->get("/clients/99/edit", as => $anna)->{status}, 404, 'nor the form';
    is $card->get("/contracts/$_/edit", as => $anna)->{status}, 404, "/contracts/$_/edit" for 0, 2, 'x';
    $site->sql('UPDATE clients SET deleted_at = UTC_TIMESTAMP() WHERE id = 2');
    is $card->get('/clients/2', as => $anna)->{status}, 404, 'nor somebody who was deleted';
    $site->sql('UPDATE clients SET deleted_at = NULL WHERE id = 2');
    my $client = $site->sign_in(role => 'client');
    is $card->get('/clients/1', as => $client)->{status}, 403, 'a client sees no card';
    is $card->get('/clients/1')->{status}, 401, 'nobody else does';
};

subtest 'each view is on record' => sub {
    my $who = $site->sign_in(name => 'viewer');
    $card->get('/clients/1', as => $who);
    $card->get('/clients/5', as => $who);
    is audit('card_alone', $who), 2, 'of clients without a case of their own';
    is audit('card', $who), 0, '  though the case is nobody\'s';
    $site->sql("UPDATE retention_cases SET assigned_manager_id = $who->{id}, step = 'work' WHERE id = 50");
    $card->get('/clients/5', as => $who);
    is audit('card', $who), 1, 'of a client with a case of their own';
    is audit('card_alone', $who), 2, '  is another action';
    $card->get('/clients/99', as => $who);
    is audit('card_alone', $who), 2, 'who is not there is not seen';
    like $site->get('/audit', as => $boss)->{content}, qr/card of a client without a case of their own opened/,
        'the log says it in words';
    unlike $site->log('dashboard') . $site->log('access'), qr/Ivanova|pelageya|74951234567/, 'nothing personal in the logs';
};

subtest 'forms and requests that show the same data count as the card does' => sub {
    my $who = $site->sign_in(name => 'reader');
    my $seen = sub { return audit('card_alone', $who) };
    my $form = RT::Card::values_of($card->get('/clients/3/edit', as => $who)->{content});
    is $seen->(), 1, 'the form of a client';
    my $shown = $card->send_pairs('/clients/3/edit', [@{RT::Card::set($form, {channel => 'tv'})}, step => 'preview'], as => $who);
    is "$shown->{status} " . $seen->(), '200 2', '  what it shows before it is saved';
    is $card->send_pairs('/clients/3/edit', [@{RT::Card::set($form, {phone => 'x'})}, step => 'preview'], as => $who)->{status} . ' ' . $seen->(),
        '422 3', '  and with a mistake';
    is $card->send_pairs('/clients/3/edit', [@{RT::Card::set($form, {version => 77, channel => 'tv'})}, step => 'preview'], as => $who)->{status}
        . ' ' . $seen->(), '409 4', '  and out of date';
    is $card->save('/clients/3/edit', $shown, as => $who)->{status} . ' ' . $seen->(), '303 4', '  one that is saved shows nothing';
    my $notices = sub { return $card->rows("SELECT user_id, word FROM notices WHERE dedup_key LIKE 'k$who->{id}:%'") };
    $card->get("/clients/$_/edit", as => $who) for 1, 4;
    is $notices->(), '', 'three clients';
    is $site->post('/cases/50/show', {}, as => $who)->{status}, 200, 'contacts on the page of a case';
    is $seen->(), 7, '  count';
    is $notices->(), "$boss->{id} staff_cards\n", '  as the fourth';
    is $site->value("SELECT COUNT(*) FROM audit_log WHERE action = 'client_show' AND user_id = $who->{id}"), 1, '  and are on record by their own name';
};

subtest 'more cards than CARD_LIMIT alert the administrators' => sub {
    my $who = $site->sign_in(name => 'curious');
    my $notices = sub { return $card->rows("SELECT user_id, word, state FROM notices WHERE dedup_key LIKE 'k$who->{id}:%'") };
    $card->get("/clients/$_", as => $who) for 1, 3, 4, 4, 1;
    is $notices->(), '', 'three clients, however often: nobody is told';
    $site->sql("UPDATE retention_cases SET assigned_manager_id = $who->{id}, step = 'work' WHERE id = 50");
    $card->get('/clients/5', as => $who);
    is $notices->(), '', 'a client with a case of their own does not count';
    $card->get('/clients/2', as => $who);
    is $notices->(), "$boss->{id} staff_cards waiting\n", 'the fourth: each administrator is told';
    $card->get('/clients/6', as => $who);
    is $notices->(), "$boss->{id} staff_cards waiting\n", 'once a day';
    $site->sql("UPDATE audit_log SET happened_at = happened_at - INTERVAL 1 DAY WHERE user_id = $who->{id}",
        "DELETE FROM notices WHERE dedup_key LIKE 'k%'");
    $card->get('/clients/1', as => $who);
    is $notices->(), '', 'another day counts anew';
};

subtest 'a client who is forgotten' => sub {
    my $link = $card->get('/clients/6', as => $boss)->{content};
    like $link, qr/Greta/, 'known before';
    is $card->edit('/clients/6/edit', {last_name => 'Geheim'}, as => $boss)->{status}, 303, 'and edited';
    my ($out, $err, $status) = $site->retention(qw(forget C-6 --yes));
    is $status, 0, 'forgotten' or diag $err;
    my $r = $card->get('/clients/6', as => $boss);
    is $r->{status}, 200, 'the card is there';
    unlike $r->{content}, qr/Greta|greta|Gone|Geheim|74950000006/, '  without personal data';
    like RT::Card::main_text($r->{content}), qr/MRR\) RUB 500\.00/, '  with figures';
    unlike $r->{content}, qr{/clients/6/edit|/contracts/6/edit|/clients/6/undo}, '  and nothing to change';
    for my $path ('/clients/6/edit', '/clients/6/contract', '/contracts/6/edit', '/contracts/6/past', '/contracts/6/archive') {
        is $card->get($path, as => $boss)->{status}, 409, "$path: refused";
        is $site->post($path, {version => 1, step => 'save', nonce => 'x'}, as => $boss)->{status}, 409, '  its form, too';
    }
    is $site->post('/contracts/6/link', {}, as => $boss)->{status}, 409, 'no link is made';
    is $site->post('/clients/6/undo', {edit => 1}, as => $boss)->{status}, 409, 'nothing is undone';
    is $card->rows('SELECT COUNT(*) FROM card_edits WHERE client_id = 6 AND (was IS NOT NULL OR became IS NOT NULL)'),
        "0\n", 'what was kept for undoing is gone';
};

subtest 'a link for the client is shown once' => sub {
    my $r = $site->post('/contracts/1/link', {}, as => $anna);
    is $r->{status}, 303, 'made';
    is $r->{headers}{location}, '/clients/1?done=link', '  and leads to the card';
    unlike $card->get("/clients/$_?done=link", as => $anna)->{content}, qr{/my/}, "client $_ is not whom it is for" for 4, 11;
    my $page = $card->get('/clients/1?done=link', as => $anna);
    my ($token) = $page->{content} =~ m{<code>\Q${\$site->url}\E/my/([\w-]{22})</code>};
    ok $token, 'which shows it';
    unlike $card->get('/clients/1?done=link', as => $anna)->{content}, qr{/my/}, '  once';
    is $site->value("SELECT CONCAT_WS(' ', contract_id, made_by) FROM client_links"), "1 $anna->{id}", 'stored as a hash';
    is $site->value("SELECT COUNT(*) FROM audit_log WHERE action = 'client_link' AND entity_id = 1"), 1, 'in the audit log';
    is $site->post('/contracts/3/link', {}, as => $anna)->{status}, 409, 'not for a contract that has ended';
    is $site->post('/contracts/99/link', {}, as => $anna)->{status}, 404, 'nor for none';
};

subtest 'DESK_SEE=own hides the cases of others' => sub {
    $site->sql("UPDATE retention_cases SET assigned_manager_id = $boss->{id} WHERE id = 50",
        'INSERT INTO retention_cases (id, contract_id, client_id, proposed_offer_id, status, created_at, completed_at, assigned_manager_id)'
            . " VALUES (12, 5, 5, 1, 'retained', '2024-02-01 10:00:00', '2024-02-02 10:00:00', $boss->{id}),"
            . " (13, 5, 5, 1, 'retained', '2024-03-01 10:00:00', '2024-03-02 10:00:00', $anna->{id})",
        "INSERT INTO messages (client_id, case_id, direction, channel, body, created_at) VALUES (5, 50, 'from_client', 'phone', 'For your eyes', UTC_TIMESTAMP())");
    my $pages = sub { my ($who) = @_; return $card->get('/clients/5', as => $who)->{content} . $site->get('/clients', as => $who)->{content} };
    like $pages->($anna), qr{For your eyes}, 'seen by all';
    $site->set_env(DESK_SEE => 'own')->restart_pools;
    unlike $card->get('/clients/5', as => $anna)->{content}, qr{<td><a href="/cases/50">}, 'from a manager';
    like $card->get('/clients/5', as => $boss)->{content}, qr{<td><a href="/cases/50">}, 'not from an administrator';
    my ($hers, $his) = map { $pages->($_) } $anna, $boss;
    unlike $hers, qr{/cases/(?:50|12)\b}, 'nowhere: open ones, taken offers, the list of clients';
    like $hers, qr{/cases/13\b}, '  her own are there';
    is scalar(() = $his =~ m{/cases/50\b}g), 3, '  all are for an administrator';
    like $his, qr{/cases/12\b}, '  offers, too';
    unlike $hers, qr/For your eyes/, 'nor is what the client has written about it';
    like $his, qr/For your eyes/, '  which an administrator reads';
    unlike $hers, qr{/contracts/5/link}, 'no link is made for a client of others';
    is $site->post('/contracts/5/link', {}, as => $anna)->{status}, 404, '  nor without the button';
    is $site->post('/contracts/5/link', {}, as => $boss)->{status}, 303, '  but by an administrator';
    $site->sql('UPDATE retention_cases SET assigned_manager_id = NULL WHERE id = 50');
    like $pages->($anna), qr{/cases/50\b.*For your eyes}s, 'nobody\'s is everybody\'s';
};

$site->finish;
done_testing;
