#!/usr/bin/perl
# Offers and reasons: the list with what became of them, the form with a preview
# of what changes, whom an offer fits, and what is wrong at its field.
use strict;
use warnings;
use utf8;
use POSIX ();
use RT::Site;
use Test::More;

my $why = RT::Site->missing;
plan skip_all => $why if $why;
binmode $_, ':utf8' for Test::More->builder->output, Test::More->builder->failure_output;

my $site = RT::Site->new(workers => 3)->start;
my $boss = $site->sign_in(name => 'boss', role => 'admin');
my $vice = $site->sign_in(name => 'vice', role => 'admin');
my $anna = $site->sign_in(name => 'anna', role => 'manager');

my $nonces = 0;
sub nonce { return sprintf 'n%042d', ++$nonces }
sub text_of { my ($html) = @_; utf8::decode($html);
    return $html =~ s/<[^>]*>/ /gr =~ s/&#39;/'/gr =~ s/&quot;/"/gr =~ s/\s+/ /gr }
sub page { my ($path, $as) = @_; return $site->get($path, as => $as // $boss) }
sub post { my ($path, $fields, $as) = @_; return $site->post($path, $fields, as => $as // $boss) }
sub one { my ($sql) = @_; return $site->value($sql) }
sub offer { my ($id) = @_; return join '|', map { $_ // '-' } @{$site->sql("SELECT offer_type, description, priority, auto, "
    . "min_profit_threshold_minor, cost_minor, effect, effect_value, effect_months, effect_plan, valid_from, valid_to, "
    . "audience, version FROM offers WHERE id = $id")->[0]} }

my %good = (offer_type => 'Discount', effect => 'percent', value => '20', months => 6, threshold => '100', cost => '10,50',
    priority => 5, how => 'rules', audience => 'desk');
sub save { my (%set) = @_; my $as = delete $set{as};
    my %f = (%good, step => 'save', nonce => nonce(), %set);
    delete @f{grep { !defined $f{$_} } keys %f};
    return post('/offers/save', \%f, $as) }

subtest 'a new offer' => sub {
    like page('/offers')->{content}, qr/There are no offers/, 'at first there is none';
    my $r = save(step => 'check');
    is $r->{status}, 200, 'the preview';
    is one('SELECT COUNT(*) FROM offers'), 0, '  has saved nothing';
    my $text = text_of($r->{content});
    like $text, qr/The new offer will be this/, '  says what will be';
    like $text, qr/Cost for us RUB 10\.50 .* Value 20% /, '  by its parts';
    like $text, qr/What the client gets: 20% off for 6 months\./, '  and in words';
    $r = save(step => 'edit');
    is $r->{status}, 200, 'back to the form';
    like $r->{content}, qr/name="cost" value="10,50"/, '  as it was typed';
    my $nonce = nonce();
    $r = save(nonce => $nonce);
    is $r->{status}, 303, 'saved';
    my ($id) = $r->{headers}{location} =~ m{^/offers/(\d+)\?done=added$} or diag $r->{headers}{location};
    is offer($id), 'Discount||5|1|10000|1050|percent|2000|6|-|-|-|desk|1', '  as it was typed';
    is one("SELECT CONCAT_WS(' ', action, entity, entity_id, field, after_value) FROM audit_log WHERE action LIKE 'offer%'"),
        "offer_add offer $id offer_type Discount", '  with a row of the audit log';
    is save(nonce => $nonce)->{headers}{location}, "/offers/$id?done=same", 'the same form again leads there';
    is one('SELECT COUNT(*) FROM offers'), 1, '  and makes no second one';
    is save(nonce => 'x' x 20)->{status}, 400, 'a form that is not ours';
    is one('SELECT COUNT(*) FROM offers'), 1, '  makes none';
    like text_of(page('/offers')->{content}), qr/Discount 5 20% off for 6 months RUB 100\.00 RUB 10\.50 any reason requests only 0 0 —/,
        'the list has it';
};

subtest 'two at once make one' => sub {
    my $nonce = nonce();
    my @kids = map { my $pid = fork // die $!; if (!$pid) { my $r = save(nonce => $nonce, offer_type => 'Twice');
        POSIX::_exit($r->{status} == 303 ? 0 : 1) } $pid } 1 .. 6;
    my $bad = 0;
    for (@kids) { waitpid $_, 0; $bad++ if $? }
    is $bad, 0, 'each is led on';
    is one("SELECT COUNT(*) FROM offers WHERE offer_type = 'Twice'"), 1, 'one offer';
};

subtest 'a change' => sub {
    my $id = 1;
    my $r = page("/offers/$id");
    is $r->{status}, 200, 'the form';
    is $r->{headers}{'cache-control'}, 'no-store', '  which nobody keeps';
    like $r->{content}, qr/name="value" value="20\.00"/, '  has what there is';
    my %edit = (id => $id, version => 1, cost => 12, valid_last => '31.12.2099', reasons => 'price');
    my $text = text_of(save(%edit, step => 'check')->{content});
    like $text, qr/What Now Then Cost for us RUB 10\.50 RUB 12\.00 Last day — 31 Dec 2099 Reasons any reason Too expensive What the client/,
        'old and new of what changes, and nothing else';
    like $text, qr/What has been shown already keeps its terms/, '  with what it does not touch';
    is save(%edit)->{headers}{location}, "/offers/$id?done=saved", 'saved';
    is offer($id), 'Discount||5|1|10000|1200|percent|2000|6|-|-|2100-01-01|desk|2', '  the last day is inclusive';
    is one("SELECT GROUP_CONCAT(reason) FROM offer_reasons WHERE offer_id = $id"), 'price', '  the reason';
    is_deeply [map { join ' ', map { $_ // '-' } @$_ } @{$site->sql("SELECT user_id, field, before_value, after_value "
        . "FROM audit_log WHERE action = 'offer_edit' ORDER BY id")}],
        ["$boss->{id} cost 10.50 12.00", "$boss->{id} valid_to - 2100-01-01", "$boss->{id} reasons - price"],
        '  and the audit log what differs';
    like text_of(page('/audit?object=offer&lang=ru')->{content}), qr/изменено предложение предложение 1 cost: 10\.50 → 12\.00/, '  in words';
    like text_of(save(%edit, version => 2, step => 'check')->{content}), qr/Nothing will change/, 'the same again changes nothing';
    is save(%edit, version => 2)->{status}, 303, '  and can be sent';
    is one("SELECT version FROM offers WHERE id = $id"), 2, '  for nothing';
};

subtest 'somebody was faster' => sub {
    is save(as => $vice, id => 1, version => 2, cost => 99, valid_last => '31.12.2099', reasons => 'price')->{status}, 303, 'vice was faster';
    for my $step (qw(check save)) {
        my $r = save(id => 1, version => 2, cost => 77, step => $step);
        is $r->{status}, 409, "$step: refused";
        like text_of($r->{content}), qr/vice changed this \(\d+ \w+ \d{4} \d\d:\d\d\)/, '  who and when';
        like $r->{content}, qr/name="cost" value="77"/, '  what was typed stays';
        like $r->{content}, qr/name="version" value="3"/, '  for another look';
    }
    is one('SELECT cost_minor FROM offers WHERE id = 1'), 9900, 'nothing was lost';
    is save(id => 1, version => 99, cost => 77)->{status}, 409, 'a version of tomorrow';
    is save(id => 1, cost => 77)->{status}, 409, 'and none';
};

subtest 'wrong values are said at their field' => sub {
    my $before = one('SELECT COUNT(*) FROM offers');
    for my $case (
        ['offer_type', '', qr/Please fill in this field/], ['offer_type', 'x' x 192, qr/at most 191|Too long/],
        ['offer_type', "a\x01b", qr/isn't allowed/], ['offer_type', "a\r\nb", qr/isn't allowed|control/],
        ['description', 'x' x 2001, qr/Too long/],
        ['value', '', qr/fill in/], ['value', '100.01', qr/to 100 is possible/], ['value', '0', qr/is possible/], ['value', '-5', qr/is possible/],
        ['value', '12.345', qr/in two ways/], ['value', 'ten', qr/isn't/], ['value', '1e3', qr/isn't/], ['value', '9' x 30, qr/too large/],
        ['cost', '-0.01', qr/possible/], ['cost', '10000000000000.01', qr/possible/], ['cost', '9' x 40, qr/too large/], ['cost', '5 USD', qr/isn't/],
        ['cost', 'NaN', qr/isn't/], ['threshold', '-10000000000000.01', qr/possible/], ['threshold', '1.234', qr/in two ways/],
        ['priority', '-1', qr/isn't/], ['priority', '1000001', qr/isn't/], ['priority', '1.5', qr/isn't/],
        ['months', '0', qr/isn't/], ['months', '1201', qr/isn't/],
        ['plan', 'Gold', qr/does not have this/], ['effect', 'gift', qr/isn't possible/],
        ['how', 'magic', qr/isn't possible/], ['audience', 'world', qr/isn't possible/],
        ['valid_from', '32.13.2026', qr/isn't a day/], ['valid_from', '01/06/2026', qr/isn't a day/], ['valid_last', '1899-12-31', qr/isn't a day/],
    ) {
        my ($field, $value, $says) = @$case;
        my $r = save($field => $value);
        my $shown = length $value > 30 ? length($value) . ' characters' : $value =~ s/[\x00-\x1f]/?/gr;
        is $r->{status}, 422, "$field '$shown'";
        like text_of($r->{content} =~ m{<p class="error" id="offer-$field-error">(.*?)</p>}s ? $1 : 'no error at the field'), $says, '  says why';
        like $r->{content}, qr/href="#offer-$field"/, '  with a link to the field';
        like $r->{content}, qr/name="cost" value="10,50"/, '  and keeps the rest' if $field ne 'cost';
    }
    is save(valid_from => '2026-06-02', valid_last => '2026-06-01')->{status}, 422, 'the last day before the first';
    is save(effect => 'plan', value => '5', months => 1)->{status}, 422, 'a plan without its name';
    is save(effect => 'none')->{status}, 422, 'a value of what has none';
    is save(effect => 'free_months', value => 2)->{status}, 422, 'free months that last';
    is save(effect => 'free_months', value => 1201, months => undef)->{status}, 422, 'too many of them';
    is save(reasons => 'nonsense')->{status}, 422, 'a reason that is none';
    is save(more => 1)->{status}, 400, 'a field that is none';
    is one('SELECT COUNT(*) FROM offers'), $before, 'nothing of it was saved';
    for my $case (
        [{offer_type => 'x' x 191}], [{description => '😀' x 2000}], [{value => '100'}], [{value => '0,01'}], [{months => 1200}],
        [{cost => '10 000 000 000 000'}], [{cost => 0}], [{threshold => '-10000000000000'}], [{priority => 0}], [{priority => 1000000}],
        [{effect => 'free_months', value => 1200, months => undef}], [{effect => 'none', value => undef, months => undef}],
        [{effect => 'plan', value => 0, plan => 'Золото'}], [{effect => 'amount', value => '0.01'}],
        [{valid_from => '01.06.2026', valid_last => '2026-06-01'}], [{offer_type => "\x{202e}right to left"}], [{offer_type => '<b>&"\''}],
    ) {
        my $r = save(%{$case->[0]});
        is $r->{status}, 303, 'taken: ' . substr join(' ', map { "$_ " . ($case->[0]{$_} // 'none') } sort keys %{$case->[0]}), 0, 60;
    }
    like page('/offers')->{content}, qr/&lt;b&gt;&amp;&quot;&#39;/, 'markup is text';
    $site->sql('DELETE r FROM offer_reasons r WHERE r.offer_id > 1', 'DELETE FROM offers WHERE id > 1');
};

subtest 'archive' => sub {
    my $version = one('SELECT version FROM offers WHERE id = 1');
    is post('/offers/archive', {id => 1, version => $version - 1, archive => 'yes'})->{status}, 409, 'of another version: refused';
    is post('/offers/archive', {id => 1, version => $version, archive => 'yes'})->{headers}{location}, '/offers?done=archived', 'archived';
    like page('/offers')->{content}, qr/There are no offers/, '  gone from the list';
    like page('/offers?archived=1')->{content}, qr{href="/offers/1"}, '  in that of the archive';
    is_deeply [$site->tabs('/offers', as => $boss)], ['[In use 0] Archived 1', 'In use 0 [Archived 1]'], '  the tabs count it there';
    is save(id => 1, version => $version + 1)->{status}, 409, '  and not to be edited';
    is post('/offers/archive', {id => 1, version => $version, archive => 'yes'})->{status}, 303, 'again: it is so';
    is post('/offers/archive', {id => 1, version => $version + 1, archive => 'no'})->{headers}{location}, '/offers?done=restored', 'and back';
    is_deeply [$site->tabs('/offers', as => $boss)], ['[In use 1] Archived 0', 'In use 1 [Archived 0]'], '  counted there';
    is one("SELECT GROUP_CONCAT(action ORDER BY id) FROM audit_log WHERE action IN ('offer_archive', 'offer_restore')"),
        'offer_archive,offer_restore', 'with rows of the audit log';
};

subtest 'what became of them' => sub {
    $site->sql('DELETE FROM offer_reasons', 'DELETE FROM offers', "INSERT INTO clients (id, external_id) VALUES (1,'a'),(2,'b'),(3,'c'),(4,'d'),(5,'e'),(6,'f')",
        "INSERT INTO contracts (id, external_id, client_id, start_date, end_date, monthly_fee_minor, monthly_profit_minor, active) VALUES "
            . join(',', map { "($_, 'K$_', $_, '2020-01-01', " . ($_ == 2 ? 'UTC_DATE() - INTERVAL 20 DAY' : 'NULL') . ', 100000, 54000, 1)' } 1 .. 6),
        "INSERT INTO offers (id, offer_type, effect, effect_value, priority) VALUES (1, 'Kept', 'percent', 1000, 1), (2, 'Other', 'percent', 500, 2)",
        "INSERT INTO retention_cases (id, contract_id, client_id, status, step, outcome, created_at, completed_at) VALUES "
            . "(1,1,1,'retained','done','accepted',UTC_TIMESTAMP() - INTERVAL 50 DAY,UTC_TIMESTAMP() - INTERVAL 40 DAY),"
            . "(2,2,2,'retained','done','accepted',UTC_TIMESTAMP() - INTERVAL 50 DAY,UTC_TIMESTAMP() - INTERVAL 40 DAY),"
            . "(3,3,3,'retained','done','accepted',UTC_TIMESTAMP() - INTERVAL 50 DAY,UTC_TIMESTAMP() - INTERVAL 40 DAY),"
            . "(4,4,4,'retained','done','accepted',UTC_TIMESTAMP() - INTERVAL 50 DAY,UTC_TIMESTAMP() - INTERVAL 29 DAY),"
            . "(5,5,5,'churned','done','insisted',UTC_TIMESTAMP() - INTERVAL 50 DAY,UTC_TIMESTAMP() - INTERVAL 40 DAY)",
        "INSERT INTO case_offers (case_id, n, offer_id, state, offer_type, shown_at, expires_at, answered_at) VALUES "
            . join(',', map { "($_, 1, 1, '" . ($_ == 5 ? 'declined' : 'accepted') . "', 'Kept', UTC_TIMESTAMP(), UTC_TIMESTAMP(), UTC_TIMESTAMP())" } 1 .. 5),
        "INSERT INTO orders (dedup_key, contract_id, case_id, kind, state, effective_on, created_at) VALUES "
            . "('c3:termination:1', 3, 3, 'termination', 'new', UTC_DATE(), UTC_TIMESTAMP() - INTERVAL 15 DAY)");
    # Shown 5 times, accepted by 4, of whom 3 long enough ago; one has left, one has given notice.
    like text_of(page('/offers')->{content}), qr/Kept 1 10% off without a time limit RUB 0\.00 RUB 0\.00 any reason requests only 5 4 1 of 3/,
        'worked out by hand';
    $site->sql("UPDATE orders SET state = 'cancelled'");
    like text_of(page('/offers')->{content}), qr/ 5 4 2 of 3/, 'a notice that was taken back does not count';
    $site->sql("INSERT INTO retention_cases (contract_id, client_id, status, proposed_offer_id, assigned_manager_id, created_at, completed_at) VALUES "
        . "(6,6,'retained',2,NULL,UTC_TIMESTAMP() - INTERVAL 50 DAY,UTC_TIMESTAMP() - INTERVAL 40 DAY),"
        . "(6,6,'retained',2,$anna->{id},UTC_TIMESTAMP() - INTERVAL 50 DAY,UTC_TIMESTAMP() - INTERVAL 40 DAY),"
        . "(6,6,'churned',2,NULL,UTC_TIMESTAMP() - INTERVAL 50 DAY,UTC_TIMESTAMP() - INTERVAL 40 DAY)");
    like text_of(page('/offers')->{content}), qr/Other 2 5% off .*? 3 1 1 of 1/, 'cases from files: accepted is retained without a manager';
};

subtest 'what was shown keeps its terms' => sub {
    my $frozen = 'SELECT GROUP_CONCAT(CONCAT_WS(",", offer_type, effect, effect_value, cost_minor) ORDER BY id SEPARATOR "|") FROM case_offers';
    my $before = one($frozen);
    is save(id => 1, version => 1, offer_type => 'New name', effect => 'amount', value => 1, cost => 5)->{status}, 303, 'edited';
    is one($frozen), $before, 'the offerings are what they were';
    my (undef, $err, $status) = $site->retention('import', 'offers', $site->_write('tmp/o.csv', "offer_id,offer_type,cost\nx1,From file,7\n"));
    is $status, 0, 'an offer of a file' or diag $err;
    my $id = one("SELECT id FROM offers WHERE external_id = 'x1'");
    is save(id => $id, version => 1, offer_type => 'From file', cost => 8, months => undef, effect => 'none', value => undef)->{status}, 303, 'edited here';
    $site->retention('import', 'offers', $site->dir . '/tmp/o.csv');
    is one("SELECT cost_minor FROM offers WHERE id = $id"), 800, 'wins over the file';
    is save(id => $id, version => 2, offer_type => 'From file', cost => 8, months => undef, effect => 'none', value => undef, reasons => 'moving')->{status}, 303, 'so does a reason';
    my $file = $site->_write('tmp/o.csv', "offer_id,offer_type,cost,reasons\nx1,From file,8,price\n");
    my ($out, $told) = $site->retention('import', 'offers', $file);
    like $told, qr/line 2, x1: reasons stays "moving" as edited at the desk \(the file has "price"\)/, '  which is told' or diag $told;
    is one("SELECT GROUP_CONCAT(reason) FROM offer_reasons WHERE offer_id = $id"), 'moving', '  and stays';
    $site->_write('tmp/o.csv', "offer_id,offer_type,cost,reasons\nx1,From file,8,moving\n");
    $site->retention('import', 'offers', $file);
    $site->_write('tmp/o.csv', "offer_id,offer_type,cost,reasons\nx1,From file,8,price\n");
    $site->retention('import', 'offers', $file);
    is one("SELECT GROUP_CONCAT(reason) FROM offer_reasons WHERE offer_id = $id"), 'price', 'until a file agrees';
};

subtest 'whom it would fit' => sub {
    $site->sql("UPDATE offers SET min_profit_threshold_minor = 60000 WHERE id = 1", "UPDATE offers SET deleted_at = UTC_TIMESTAMP() WHERE id > 2",
        "INSERT INTO offer_reasons VALUES (2, 'moving')");
    my $text = text_of(page('/offers?contract=K6', $anna)->{content});
    like $text, qr/not for this reason/, 'a manager sees the rule that fails';
    $text = text_of(page('/offers?contract=K6&reason=moving')->{content});
    like $text, qr/Why 12 months' profit 1 Other fits RUB [\d,.]+ — New name profit below the threshold/, 'the order, and the rule for the rest';
    my ($tool) = $site->retention('desk', 'offers', 'K6', '--reason', 'moving');
    like $tool, qr/^1\. 2 Other: /m, 'as the tool has it';
    like $tool, qr/^-  1 New name: profit below the threshold/m, '  and why not';
    my $r = page('/offers?contract=' . RT::Site::encode('<K9>'));
    is $r->{status}, 404, 'a contract that is not there';
    like text_of($r->{content}), qr/There is no contract “&lt;K9&gt;”/, '  is named, as text';
    $site->sql("UPDATE users SET telegram_id = 77 WHERE id = $anna->{id}", 'UPDATE clients SET telegram_id = 77 WHERE id = 1');
    is page('/offers?contract=K1', $anna)->{status}, 404, 'nobody looks at their own contract';
    is page('/offers?contract=K2', $anna)->{status}, 200, '  others they do';
    unlike page('/offers', $anna)->{content}, qr{href="/offers/(?:\d|new)}, 'a manager edits nothing';
};

subtest 'the language stays' => sub {
    like page('/offers?lang=ru')->{content}, qr{action="/offers\#fit"><input type="hidden" name="lang" value="ru">}, 'of the form';
    unlike page('/offers')->{content}, qr/name="lang"/, '  where it was asked for';
};

subtest 'many reasons of one offer' => sub {
    # As much as MySQL puts into one text.
    $site->sql('SET GLOBAL group_concat_max_len = 1024');
    $site->restart_pools;
    my @codes = map { sprintf 'r%02d_%s', $_, 'x' x 56 } 1 .. 30;
    $site->sql((map { "INSERT INTO reasons (code, text_ru, text_en) VALUES ('$_', '$_', '$_')" } @codes),
        "INSERT INTO offers (id, offer_type, cost_minor, effect) VALUES (900, 'Many', 0, 'none')",
        map { "INSERT INTO offer_reasons VALUES (900, '$_')" } @codes);
    $site->sql('SET GLOBAL general_log = 0', "SET GLOBAL log_output = 'TABLE'", 'SET GLOBAL general_log = 1');
    my $html = page('/offers/900')->{content};
    $site->sql('SET GLOBAL general_log = 0');
    is scalar(() = $html =~ /value="r\d\d_x{56}"[^>]*checked/g), 30, 'all are in its form';
    cmp_ok one("SELECT COUNT(*) FROM mysql.general_log WHERE argument LIKE '%FROM offers f%'"), '>', 0, 'reading it';
    is one("SELECT COUNT(*) FROM mysql.general_log WHERE argument LIKE '%case_offers%' OR argument LIKE '%proposed_offer_id%'"), 0,
        '  reads no case that had it';
    like page('/offers')->{content}, qr/r30_x{56}/, 'the list has the last of them, too';
    $site->sql('DELETE FROM offer_reasons WHERE offer_id = 900', 'DELETE FROM offers WHERE id = 900', "DELETE FROM reasons WHERE code LIKE 'r%\\_xxx%'");
};

subtest 'reasons' => sub {
    my %new = (name => 'bad_food', text_ru => 'Невкусно', text_en => 'Bad food', place => 9);
    my $nonce = nonce();
    is post('/reasons/add', {%new, nonce => $nonce})->{headers}{location}, '/reasons?done=added', 'added';
    is post('/reasons/add', {%new, nonce => $nonce})->{status}, 303, 'the same form again';
    is one("SELECT COUNT(*) FROM reasons WHERE code = 'bad_food'"), 1, '  adds none';
    my $id = one("SELECT id FROM reasons WHERE code = 'bad_food'");
    for my $case (['name', 'bad_food', qr/exists already/], ['name', 'Плохо', qr/only a–z/], ['name', 'A B', qr/only a–z/], ['name', 'x' x 65, qr/Too long/],
        ['name', '', qr/fill in/], ['text_ru', '', qr/fill in/], ['text_en', 'x' x 192, qr/Too long/], ['place', 1001, qr/isn't/], ['place', -1, qr/isn't/]) {
        my ($field, $value, $says) = @$case;
        my $r = post('/reasons/add', {%new, name => 'fresh', nonce => nonce(), $field => $value});
        is $r->{status}, 422, "$field " . substr $value, 0, 20;
        like text_of($r->{content} =~ m{id="wording-$field-error">(.*?)</p>}s ? $1 : 'nothing'), $says, '  says why';
    }
    my %edit = (id => $id, version => 1, text_ru => '<i>', text_en => 'Worse food', place => 9, active => 'yes');
    is post('/reasons/edit', {%edit, nonce => nonce()})->{status}, 303, 'renamed';
    is one("SELECT CONCAT_WS('|', code, text_ru, text_en, version) FROM reasons WHERE id = $id"), 'bad_food|<i>|Worse food|2', '  the code stays';
    like page('/reasons?lang=ru')->{content}, qr/&lt;i&gt;/, '  markup is text';
    my $r = post('/reasons/edit', {%edit, text_en => 'Mine', nonce => nonce()}, $vice);
    is $r->{status}, 409, 'of another version: refused';
    like text_of($r->{content}), qr/boss changed this/, '  by whom';
    like $r->{content}, qr/value="Mine"/, '  what was typed stays';
    is post('/reasons/edit', {%edit, name => 'other', nonce => nonce()})->{status}, 400, 'a code cannot be sent';

    # Used, then retired, then even deleted: the code keeps its meaning.
    is save(id => 2, version => 1, offer_type => 'Other', months => undef, value => 5, reasons => 'bad_food', threshold => 0, cost => 0)->{status}, 303, 'an offer is for it';
    is post('/reasons/edit', {%edit, version => 2, active => 'no', nonce => nonce()})->{status}, 303, 'retired';
    like text_of(page('/offers')->{content}), qr/Other 5 5% off .*?Worse food/, 'the offer still names it';
    like page('/offers/2')->{content}, qr/value="bad_food" checked/, '  its form keeps it';
    is save(id => 2, version => 2, offer_type => 'Other', months => undef, value => 6, reasons => 'bad_food', threshold => 0, cost => 0)->{status}, 303, '  and may be saved with it';
    is save(reasons => 'bad_food')->{status}, 422, 'a new offer may not take it';
    unlike page('/offers/new')->{content}, qr/value="bad_food"/, '  and is not offered it';
    $site->sql("DELETE FROM reasons WHERE code = 'bad_food'");
    like text_of(page('/offers')->{content}), qr/Other 5 6% off .*?bad_food/, 'deleted in the database, its code stands for it';
    is page('/reasons/' . $id)->{status}, 404, '  and it has no page';
};

subtest 'in Russian, at 320 px and without data, all is there' => sub {
    like text_of(page('/offers?lang=ru')->{content}), qr/Кому подойдёт/, 'the list';
    like text_of(page('/offers/new?lang=ru')->{content}), qr/Проверить изменения/, 'the form';
    is page('/offers?nonsense=1')->{status}, 400, 'an unknown key';
    is page("/offers/$_")->{status}, 404, "/offers/$_" for 0, 'x', '9' x 19, '9' x 40;
};

$site->finish;
done_testing;
