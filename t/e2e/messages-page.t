#!/usr/bin/perl
# Messages on the pages: who waits, the thread, a reply, no reply, templates; and
# what the list hides.
use strict;
use warnings;
use utf8;
use POSIX ();
use RT::Line;
use RT::Site;
use Test::More;

my $why = RT::Site->missing;
plan skip_all => $why if $why;
binmode $_, ':utf8' for Test::More->builder->output, Test::More->builder->failure_output;

my $site = RT::Site->new(workers => 3, env => {DESK_HOURS => 'Mo-Su 00:00-24:00', BOT_CLIENTS => 'on',
    TELEGRAM_BOT_TOKEN => '123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc'})->start;
my $boss = $site->sign_in(name => 'boss', role => 'admin');
my $anna = $site->sign_in(name => 'anna', role => 'manager');
my $boris = $site->sign_in(name => 'boris', role => 'manager');

my $nonces = 0;
sub nonce { return sprintf 'n%042d', ++$nonces }
sub text_of { my ($html) = @_; utf8::decode($html);
    return $html =~ s/<[^>]*>/ /gr =~ s/&#39;/'/gr =~ s/&quot;/"/gr =~ s/\s+/ /gr }
sub page { my ($path, $as) = @_; return $site->get($path, as => $as // $anna) }
sub post { my ($path, $fields, $as) = @_; return $site->post($path, {nonce => nonce(), %$fields}, as => $as // $anna) }
sub one { my ($sql) = @_; return $site->value($sql) }
sub waiting { return one("SELECT COUNT(*) FROM messages WHERE direction = 'from_client' AND answered_at IS NULL") }

# A client with a contract; with `telegram` a channel reaches them.
sub client {
    my ($n, %o) = @_;
    my $telegram = $o{telegram} ? 9000 + $n : 'NULL';
    $site->sql("INSERT INTO clients (id, external_id, last_name, first_name, telegram_id) VALUES ($n, 'c$n', 'Lastname', 'Firstname', $telegram)",
        "INSERT INTO contracts (id, external_id, client_id, start_date, monthly_fee_minor, active) VALUES ($n, 'K$n', $n, '2020-01-01', 100000, 1)");
    return $n;
}
sub says {
    my ($n, $text) = @_;
    utf8::encode($text);
    $site->sql("INSERT INTO messages (client_id, direction, channel, body, created_at) VALUES ($n, 'from_client', 'phone', "
        . "'" . $text =~ s/([\\'])/\\$1/gr . "', UTC_TIMESTAMP())");
    return one('SELECT MAX(id) FROM messages');
}

like text_of(page('/messages')->{content}), qr/Unanswered 0 .*Every message is answered/, 'nobody waits';
client(1, telegram => 1);
client(2);
client(3, telegram => 1);
says(2, 'Call me at +7 (916) 123-45-67, or write to ivan@example.org; flat 1234, <b>now</b>');
says(1, 'Second');
says(1, "Third\nline");

subtest 'the list' => sub {
    my $r = page('/messages');
    my $text = text_of($r->{content});
    like $text, qr/Unanswered 2 /, 'two clients wait';
    like $text, qr/L••• F••• 1 Call me at \+•••, or write to ••• flat 1234, &lt;b&gt;now&lt;\/b&gt;.*L••• F••• 2 Third line/,
        'the longest waiting first, numbers and addresses blotted, markup as text';
    unlike $r->{content}, qr/Lastname|Firstname|916|example\.org/, 'nothing personal is in it';
    is $r->{headers}{'cache-control'}, 'no-store', 'nobody keeps it';
    is_deeply [$site->tabs('/messages', as => $anna)], ['[Unanswered 2] All', 'Unanswered 2 [All]'], 'with both lists as tabs';
    like text_of(page('/messages?show=all')->{content}), qr/Third line.*Call me/, 'all of them, the latest first';
    is page('/messages?show=some')->{status}, 400, 'a list that is none';
};

subtest 'a thread' => sub {
    my $r = page('/messages/2');
    like text_of($r->{content}), qr/\+7 \(916\) 123-45-67, or write to ivan\@example\.org/, 'has all of it';
    is one("SELECT CONCAT_WS(' ', action, entity, entity_id, user_id) FROM audit_log WHERE action = 'thread_view' ORDER BY id DESC LIMIT 1"),
        "thread_view client 2 $anna->{id}", 'and who has read it is known';
    like $r->{content}, qr{href="/clients/2"}, 'with the way to the card';
    is page("/messages/$_")->{status}, 404, "/messages/$_" for 0, 9, 'x', '9' x 19, '9' x 40;
    like text_of(page('/messages/3')->{content}), qr/There are no messages/, 'a client who has written nothing';
};

subtest 'a reply' => sub {
    for my $case (['', qr/fill in/], [" \r\n ", qr/fill in/], ['x' x 4001, qr/Too long/], ["a\x01b", qr/isn't allowed/]) {
        my ($text, $says) = @$case;
        my $r = post('/messages/reply', {client => 1, text => $text});
        is $r->{status}, 422, length($text) . ' characters';
        like text_of($r->{content} =~ m{id="reply-text-error">(.*?)</p>}s ? $1 : 'nothing'), $says, '  said at the field';
        like $r->{content}, qr/x{4001}/, '  and kept' if length $text == 4001;
    }
    is post('/messages/reply', {client => 9, text => 'x'})->{status}, 404, 'to nobody';
    is post('/messages/reply', {client => 1, text => 'x', nonce => 'y'})->{status}, 400, 'by a form that is not ours';
    is waiting(), 3, 'nothing was answered';
    my $nonce = nonce();
    is post('/messages/reply', {client => 1, text => "Здравствуйте!\r\n<i>Да</i> 😀", nonce => $nonce})->{headers}{location},
        '/messages/1?done=reply', 'sent';
    is one("SELECT CONCAT_WS('|', direction, user_id, HEX(body) = HEX('Здравствуйте!\n<i>Да</i> 😀')) FROM messages ORDER BY id DESC LIMIT 1" =~ s/([^\x00-\x7f]+)/my $b = $1; utf8::encode($b); $b/ger),
        "to_client|$anna->{id}|1", 'as it was typed, with one line end';
    is one("SELECT COUNT(*) FROM messages WHERE client_id = 1 AND direction = 'from_client' AND answered_at IS NULL"), 0, 'all that waited is answered';
    is waiting(), 1, '  but nobody else';
    is post('/messages/reply', {client => 1, text => 'again', nonce => $nonce})->{headers}{location}, '/messages/1?done=same', 'the same form again';
    is one("SELECT COUNT(*) FROM messages WHERE direction = 'to_client'"), 1, '  says nothing twice';
    my $text = page('/messages/1')->{content};
    like $text, qr/&lt;i&gt;/, 'markup is text';
    like text_of($text), qr/anna \d+ \w+ \d{4} \d\d:\d\d · waits to be sent/, 'by whom, and that it waits for its channel';
    is post('/messages/reply', {client => 3, text => '😀' x 4000})->{status}, 303, '4000 characters, four bytes each';
    is one('SELECT CHAR_LENGTH(body) FROM messages ORDER BY id DESC LIMIT 1'), 4000, '  are all there';
};

subtest 'without a channel it is a task' => sub {
    is post('/messages/reply', {client => 2, text => 'We will call'})->{status}, 303, 'a reply';
    is one("SELECT CONCAT_WS(' ', word, state) FROM notices WHERE client_id = 2"), 'reply by_hand', '  that somebody has to tell';
    like text_of(page('/messages/2')->{content}), qr/no channel: please tell them yourself/, '  is shown at the message';
};

subtest 'no answer needed' => sub {
    my $last = says(1, 'Thanks');
    like page('/messages/1')->{content}, qr/name="last" value="$last"/, 'the page knows what was read';
    my $newer = says(1, 'One thing more');
    my $r = post('/messages/none', {client => 1, last => $last});
    is $r->{status}, 409, 'something has come meanwhile';
    like text_of($r->{content}), qr/has written more meanwhile/, '  is said';
    is waiting(), 2, '  and still waits';
    is post('/messages/none', {client => 1, last => $newer})->{headers}{location}, '/messages/1?done=none', 'read all of it';
    is waiting(), 0, '  nothing waits';
    is one("SELECT COUNT(*) FROM messages WHERE direction = 'to_client' AND client_id = 1"), 1, '  and nobody was told anything';
    is post('/messages/none', {client => 1, last => $newer})->{headers}{location}, '/messages/1?done=same', 'it is so already';
    unlike page('/messages/1')->{content}, qr{action="/messages/none"}, 'there is no button any more';
};

subtest 'a message that comes while the answer is stored' => sub {
    my $last = says(1, 'Bye');
    my $env = $site->db->env;
    local @ENV{keys %$env} = values %$env;
    my $line = RT::Line->new("$ENV{RT_BUILD}/t/helper/db-line");
    $line->ask('open', $site->db->socket);
    $line->ask('begin');
    $line->ask('exec', 'UPDATE contracts SET id = id WHERE id = 1');
    my $csrf = $site->csrf($anna);
    pipe my $in, my $out;
    my $pid = fork // die $!;
    if (!$pid) {
        my $r = $site->post('/messages/none', {nonce => nonce(), client => 1, last => $last}, as => $anna, csrf => $csrf);
        syswrite $out, $r->{status};
        POSIX::_exit(0);
    }
    close $out;
    ok $site->db->wait_until("SELECT COUNT(*) FROM information_schema.INNODB_TRX WHERE trx_state = 'LOCK WAIT'"),
        'it waits for its contract';
    my $newer = says(1, 'Wait');
    $line->ask('commit');
    is do { local $/; <$in> }, 409, 'it is seen all the same';
    waitpid $pid, 0;
    is waiting(), 2, '  and nothing is answered';
    nonce();
    is post('/messages/none', {client => 1, last => $newer})->{status}, 303, 'once it is read';
    is waiting(), 0, '  all is';
};

subtest 'the language stays' => sub {
    $site->sql(map { "INSERT INTO messages (client_id, direction, channel, body, answered_at, created_at) VALUES "
        . "(3, 'from_client', 'phone', 'm$_', UTC_TIMESTAMP(), UTC_TIMESTAMP())" } 1 .. 110);
    $site->sql("INSERT INTO templates (title, text_ru, text_en) VALUES ('Words', 'Oui', 'Yes')");
    my $html = page('/messages/3?lang=ru')->{content};
    my ($older) = $html =~ m{href="(/messages/3\?before=[^"]*)"};
    like $older, qr/^\S+before=\d+&amp;lang=ru$/, 'of older messages';
    like text_of(page($older =~ s/&amp;/&/r)->{content}), qr/m1 /, '  which are there';
    like $html, qr{action="/messages/3"><input type="hidden" name="lang" value="ru">}, 'of a template';
    like $html, qr{action="/messages/reply\?lang=ru"}, 'of a reply';
    unlike page('/messages/3')->{content}, qr/name="lang"|reply\?lang/, 'where it was not asked for it is not named';
    $site->sql('DELETE FROM templates');
};

subtest 'with an open request' => sub {
    my ($out) = $site->retention('desk', 'event', 'K1', 'request', qw(--source phone --note said));
    my ($case) = $out =~ /^DONE case (\d+)/ or diag $out;
    $site->retention('desk', 'event', $case, 'take', '--as', 'anna');
    ($out) = $site->retention('desk', 'event', $case, 'message', qw(--as client --text Hello));
    like $out, qr/^DONE/, 'the client writes';
    my $due = one("SELECT due_at FROM retention_cases WHERE id = $case");
    like text_of(page('/messages')->{content}), qr/Hello .* $case anna/, 'the list names case and manager';
    is post('/messages/none', {client => 1, last => one('SELECT MAX(id) FROM messages')})->{status}, 303, 'no answer needed';
    is one("SELECT kind FROM case_events WHERE case_id = $case ORDER BY id DESC LIMIT 1"), 'no_reply', '  is an event of the case';
    is one("SELECT first_answer_at IS NULL FROM retention_cases WHERE id = $case"), 1, '  but no answer';
    $site->retention('desk', 'event', $case, 'message', qw(--as client --text Hello));
    is post('/messages/reply', {client => 1, text => 'Good day'})->{status}, 303, 'a reply';
    is one("SELECT first_answer_at IS NOT NULL FROM retention_cases WHERE id = $case"), 1, '  is one';
    $site->sql("UPDATE messages SET created_at = UTC_TIMESTAMP() - INTERVAL 30 DAY WHERE id = " . says(3, 'Late'));
    like page('/messages')->{content}, qr/<td class="refused">/, 'what is overdue looks it';
};

subtest 'templates' => sub {
    my %new = (name => 'Hello', text_ru => "Добрый день!\r\nЧем помочь?", text_en => 'Good day!', place => 1);
    is post('/templates/add', \%new, $boss)->{headers}{location}, '/templates?done=added', 'added';
    is one('SELECT INSTR(text_ru, CHAR(10)) > 0 AND INSTR(text_ru, CHAR(13)) = 0 FROM templates'), 1, 'with its line end';
    my $id = one('SELECT MAX(id) FROM templates');
    for my $case (['name', 'Hello', qr/exists already/], ['name', 'x' x 192, qr/Too long/], ['name', '', qr/fill in/],
        ['text_en', 'x' x 4001, qr/Too long/], ['text_ru', '', qr/fill in/]) {
        my ($field, $value, $says) = @$case;
        my %set = (%new, name => 'Other', $field => $value);
        $set{text_en} = '' if $field eq 'text_ru';
        my $r = post('/templates/add', \%set, $boss);
        is $r->{status}, 422, "$field " . substr $value, 0, 10;
        like text_of($r->{content} =~ m{id="wording-$field-error">(.*?)</p>}s ? $1 : 'nothing'), $says, '  says why';
    }
    like page('/messages/1')->{content}, qr{<option value="$id">Hello</option>}, 'the staff can choose it';
    like page("/messages/1?template=$id")->{content}, qr{<textarea[^>]*>\nGood day!</textarea>}, '  which puts it in';
    like text_of(page("/messages/1?template=$id&lang=ru")->{content}), qr/Добрый день! Чем помочь\?/, '  in the language of the page';
    is post('/templates/edit', {id => $id, version => 1, %new, name => 'Hallo', active => 'no'}, $boss)->{status}, 303, 'retired';
    unlike page('/messages/1')->{content}, qr/Hallo/, '  it is offered no more';
    is post('/templates/edit', {id => $id, version => 1, %new, name => 'Later', active => 'yes'}, $boss)->{status}, 409, 'of another version: refused';
    is page('/templates')->{status}, 403, 'a manager edits none';
};

subtest 'who sees what' => sub {
    $site->sql("UPDATE users SET telegram_id = 9003 WHERE id = $boris->{id}");
    is page('/messages/3', $boris)->{status}, 404, 'nobody reads their own as a client';
    unlike page('/messages', $boris)->{content}, qr{href="/messages/3"}, '  nor in the list';
    is post('/messages/reply', {client => 3, text => 'x'}, $boris)->{status}, 404, '  nor answers';
    $site->stop_pool('dashboard');
    $site->set_env(DESK_SEE => 'own')->start_pool('dashboard');
    says(1, 'For Anna');
    is page('/messages/1', $boris)->{status}, 404, 'DESK_SEE=own: another manager reads none of hers';
    is page('/messages/1', $anna)->{status}, 200, '  she does';
    is page('/messages/2', $boris)->{status}, 200, 'without a case anybody may';
};

subtest 'many' => sub {
    $site->sql('INSERT INTO clients (id, external_id) SELECT 1000 + a.n * 11 + b.n, CONCAT("m", a.n * 11 + b.n) FROM ('
        . join(' UNION ', map { "SELECT $_ n" } 0 .. 10) . ') a, (' . join(' UNION ', map { "SELECT $_ n" } 0 .. 10) . ') b',
        "INSERT INTO messages (client_id, direction, channel, body, created_at) SELECT id, 'from_client', 'x', 'hi', UTC_TIMESTAMP() FROM clients WHERE id >= 1000");
    for my $show (qw(waiting all)) {
        my ($path, %seen, $rows) = "/messages?show=$show";
        while (defined $path) {
            my $html = page($path, $boss)->{content};
            $seen{$_}++, $rows++ for $html =~ m{<td><a href="/messages/(\d+)"}g;
            ($path) = map { s/&amp;/&/gr } $html =~ m{<a href="(/messages\?[^"]*after=[^"]*)">Next<};
        }
        cmp_ok $rows, '>=', 121, "$show: paging visits each";
        is scalar keys %seen, $rows, '  once';
    }
};

$site->finish;
done_testing;
