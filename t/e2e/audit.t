#!/usr/bin/perl
# The audit log: as a page for administrators, and as lines of JSON for other
# systems, of which none is missed.
use strict;
use warnings;
use JSON::PP;
use POSIX ();
use RT::Line;
use RT::Site;
use Test::More;

my $why = RT::Site->missing;
plan skip_all => $why if $why;

my $site = RT::Site->new->start;
my $boss = $site->sign_in(name => 'boss', role => 'admin');
my $anna = $site->sign_in(name => 'anna');

sub page { my ($query) = @_; return $site->get("/audit?$query", as => $boss) }
# The rows of a page, cells joined by |.
sub rows_of {
    my ($r) = @_;
    my ($body) = $r->{content} =~ m{<tbody>(.*)</tbody>}s or return;
    return map { join '|', map { s/<[^>]*>//gr =~ s/\s+/ /gr =~ s/^ | $//gr } m{<td[^>]*>(.*?)</td>}gs }
        $body =~ m{<tr>(.*?)</tr>}gs;
}
sub audit { return $site->retention('audit', @_) }
sub json_of { my ($text) = @_; return map { decode_json($_) } split /\n/, $text }

$site->post('/users/role', {id => $anna->{id}, role => 'admin'}, as => $boss);
$site->post('/users/role', {id => $anna->{id}, role => 'manager'}, as => $boss);
$site->get('/users', as => $anna);

subtest 'the page' => sub {
    my $r = page('');
    is $r->{status}, 200, 'an administrator sees it';
    is $r->{headers}{'cache-control'}, 'no-store', '  which nobody keeps';
    my @rows = rows_of($r);
    like $rows[0], qr/^\d+ \w+ \d{4} \d\d:\d\d\|anna\|no access refused\|page\|GET \S+$/, 'newest first';
    like $rows[1], qr/\|boss\|role\|user anna \($anna->{id}\)\|role: admin \S+ manager$/, '  with what changed';
    my $count = sub { return scalar(my @all = rows_of(page($_[0]))) };
    my $all = $site->value('SELECT COUNT(*) FROM audit_log');
    is $count->(''), $all, 'all of them';
    is $count->("person=$boss->{id}"), 3, 'by person';
    is $count->('person=operator'), 4, 'by the operator';
    is $count->('action=user_role'), 2, 'by action';
    is $count->("object=user&number=$anna->{id}"), 5, 'by object';
    is $count->("object=user&number=$anna->{id}&action=login"), 1, 'by several';
    is $count->('day=today'), $all, 'of today';
    is $count->('day=yesterday'), 0, 'of yesterday';
    like page('day=yesterday')->{content}, qr/There are no such records/, '  which is said';
    like page("person=$boss->{id}&action=user_role")->{content},
        qr/<option value="$boss->{id}" selected>boss<.*<option value="user_role" selected>role</s, 'the choice stays';
    for my $case (['day=2026-13-45', 'day'], ['number=x', 'number'], ['number=-1', 'number'], ['number=0', 'number'], ['person=0', 'person'],
        ['person=x', 'person'], ['number=' . '9' x 19, 'number'], ['day=01/02/2026', 'day']) {
        my ($query, $field) = @$case;
        my $got = page($query);
        is $got->{status}, 400, "$query: refused";
        like $got->{content}, qr/id="audit-$field"[^>]* aria-invalid="true"/, '  at its field';
        my ($value) = $query =~ /=(.*)/;
        like $got->{content}, qr/value="\Q$value\E"/, '  which keeps it' if $field ne 'person';
    }
    is page($_)->{status}, 400, "$_: an error page" for 'nonsense=1', 'before=x', 'before=0', 'action=a&action=b';
    is page('region=x&lang=ru')->{status}, 200, 'a filter that the menu carries';
    is page('action=' . RT::Site::encode("' OR 1=1 --"))->{status}, 200, 'text is text';
};

subtest 'the day is that of the reports' => sub {
    my $at = '2026-03-01 20:59:59';    # in Moscow, the last second of the 1st
    $site->sql("INSERT INTO audit_log (happened_at, actor, source, action, result) VALUES "
        . "('$at', 'system', 'job', 'edge', 'done'), ('2026-03-01 21:00:00', 'system', 'job', 'edge', 'failed')");
    is scalar(my @first = rows_of(page('action=edge&day=2026-03-01'))), 1, 'one before midnight';
    like $first[0], qr/^1 Mar 2026 23:59\|system\|edge\|/, '  by its clock';
    is scalar(my @second = rows_of(page('action=edge&day=01.03.2026'))), 1, 'dates in any spelling';
    like((rows_of(page('action=edge&day=2026-03-02')))[0], qr/^2 Mar 2026 00:00\|system\|edge failed\|/, 'one at midnight');
};

subtest 'page by page each row once' => sub {
    my $many = join ',', map { "(UTC_TIMESTAMP(6), 'system', 'job', 'many', 'done', $_)" } 1 .. 120;
    $site->sql("INSERT INTO audit_log (happened_at, actor, source, action, result, entity_id) VALUES $many");
    $site->sql("UPDATE audit_log SET entity = 'thing' WHERE action = 'many'");
    my ($next, @seen, @sizes) = ('/audit?action=many&person=system&lang=en');
    while ($next) {
        my $r = $site->get($next, as => $boss);
        my @rows = rows_of($r);
        push @sizes, scalar @rows;
        push @seen, map { /thing (\d+)/ } @rows;
        # What happens meanwhile moves nothing.
        $site->sql("INSERT INTO audit_log (happened_at, actor, source, action, result) VALUES (UTC_TIMESTAMP(6), 'system', 'job', 'many', 'done')");
        ($next) = map { s/&amp;/&/gr } $r->{content} =~ /href="([^"]+)">Earlier/;
    }
    is_deeply \@sizes, [50, 50, 20], 'in pages of 50';
    is_deeply \@seen, [reverse 1 .. 120], 'each once, newest first';
};

subtest 'a big log is as quick' => sub {
    my $digits = join ' UNION ALL ', map { "SELECT $_ n" } 0 .. 9;
    $site->sql("INSERT INTO audit_log (happened_at, actor, source, action, result) "
        . "SELECT UTC_TIMESTAMP(6), 'system', 'job', 'bulk', 'done' FROM ($digits) a, ($digits) b, ($digits) c, ($digits) d");
    for my $case (["action = 'user_role'", 'by_action'], ["user_id = $boss->{id}", 'by_user'],
        ["entity = 'user' AND entity_id = $anna->{id}", 'by_entity']) {
        my ($where, $key) = @$case;
        my $plan = $site->value("EXPLAIN FORMAT=JSON SELECT id FROM audit_log g WHERE (0 = 0 OR g.id = 5) AND $where ORDER BY g.id DESC LIMIT 51");
        like $plan, qr/"(?:key|index_name)": "$key"/, "$where: few rows are looked at";
    }
    $site->sql("DELETE FROM audit_log WHERE action IN ('bulk', 'many', 'edge')");
};

subtest 'lines of JSON' => sub {
    my ($out, $err, $status) = audit('--json', '--since', '2020-01-01');
    is $status, 0, 'come' or diag $err;
    my @list = json_of($out);
    is scalar @list, $site->value('SELECT COUNT(*) FROM audit_log'), 'all of them';
    is_deeply [map { $_->{id} } @list], [sort { $a <=> $b } map { $_->{id} } @list], 'in the order of their ids';
    my ($role) = map { {%$_} } grep { $_->{action} eq 'user_role' } @list;
    like delete $role->{$_}, qr/./, "with $_" for qw(id request_id);
    like delete $role->{time}, qr/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/, 'with the time';
    is_deeply $role, {actor => 'user', user_id => $boss->{id}, user => 'boss', source => 'web', action => 'user_role',
        result => 'done', entity => 'user', entity_id => $anna->{id}, field => 'role', before => 'manager', after => 'admin'},
        'and who, what, whence';
    my $last = $list[-3]{id};
    is_deeply [map { $_->{id} } json_of(scalar audit('--json', '--after', $last))], [map { $_->{id} } @list[-2, -1]],
        '--after goes on from the last';
    is scalar audit('--json', '--after', $list[-1]{id}), '', '  nothing is left';
    is scalar audit('--json', '--since', '2190-01-01'), '', 'nothing happened since then';
    my $now = POSIX::strftime('%Y-%m-%dT%H:%M:%SZ', gmtime(time - 3600));
    is scalar(my @hour = json_of(scalar audit('--json', '--since', $now))), scalar @list, 'since an hour ago';
    like scalar audit(), qr/^\d+\t\d{4}-\S+Z\tboss\tweb\tuser_role\tdone\tuser $anna->{id}\trole\tmanager\tadmin$/m,
        'without --json for people';
    for my $case ([['--since', 'x'], qr/x\S+ isn't a time/], [['--since', '']], [['--after', 'x'], qr/x\S+ isn't the id/],
        [['--after', '-1']], [['more'], qr/more/], [['--nonsense']]) {
        my ($args, $says) = @$case;
        my ($o, $e, $s) = audit(@$args);
        is $s, 2, "audit @$args: status 2";
        like $e, $says // qr/./, '  and says what';
    }
};

subtest 'none is missed, whoever commits late' => sub {
    my $last = $site->value('SELECT MAX(id) FROM audit_log');
    my $row = "INSERT INTO audit_log (happened_at, actor, source, action, result) VALUES (UTC_TIMESTAMP(6), 'system', 'job', '%s', 'done')";
    # The first row is written before the second and committed after it.
    my $env = $site->db->env;
    local @ENV{keys %$env} = values %$env;
    my $late = RT::Line->new("$ENV{RT_BUILD}/t/helper/db-line");
    $late->ask('open', $site->db->socket);
    $late->ask('begin');
    is +($late->ask('exec', sprintf $row, 'late'))[0], 'RT_OK', 'a row is written';
    $site->sql(sprintf $row, 'early');
    my $pid = open(my $reader, '-|') // die $!;
    if (!$pid) {
        syswrite STDOUT, scalar audit('--json', '--after', $last);
        POSIX::_exit(0);
    }
    ok $site->db->wait_until('SELECT COUNT(*) FROM information_schema.INNODB_TRX '
            . "WHERE trx_state = 'LOCK WAIT'"), '  and not committed yet';
    $late->ask('commit');
    my @got = map { $_->{action} } json_of(do { local $/; <$reader> });
    close $reader;
    is_deeply \@got, [qw(late early)], 'the reader waits for it';
    my $thousand = join ',', map { "(UTC_TIMESTAMP(6), 'system', 'job', 'n$_', 'done')" } 1 .. 1201;
    $site->sql("INSERT INTO audit_log (happened_at, actor, source, action, result) VALUES $thousand");
    is_deeply [grep { /^n/ } map { $_->{action} } json_of(scalar audit('--json', '--after', $last))], [map { "n$_" } 1 .. 1201],
        'batch by batch';
};

$site->finish;
done_testing;
