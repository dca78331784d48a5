# The database layer with a real server that misbehaves.
use strict;
use warnings;
use File::Temp qw(tempdir);
use IO::Socket::INET;
use IO::Socket::UNIX;
use RT::Cut;
use RT::Db;
use RT::Line;
use Test::More;
use Time::HiRes qw(time sleep);

plan skip_all => RT::Db::missing() if RT::Db::missing();

my $db = RT::Db->new;
$db->sql('CREATE TABLE t (id BIGINT PRIMARY KEY, x INT NOT NULL)',
    'INSERT INTO t VALUES (1, 0), (2, 0)');
my $env = $db->env;
@ENV{keys %$env} = values %$env;

sub reset_rows {
    $db->sql('DELETE FROM t', 'INSERT INTO t VALUES (1, 0), (2, 0)');
    return;
}
sub stored { return join ',', map { "$_->[0]=$_->[1]" }
    @{$db->sql('SELECT id, x FROM t ORDER BY id')} }

my @programs;

sub program {
    push @programs, RT::Line->new("$ENV{RT_BUILD}/t/helper/db-line");
    return $programs[-1];
}

sub connection {
    my (@where) = @_;
    my $line = program();
    my ($code, undef, $error) = $line->ask('open', @where ? @where : $db->socket);
    is $code, 'RT_OK', 'connected' or diag $error;
    return $line;
}

# Give commands one after the other, and test the code that each returns.
sub does {
    my ($line, $what, @steps) = @_;
    while (my ($command, $want) = splice @steps, 0, 2) {
        my ($code, $before, $error) = $line->ask(@$command);
        $code .= " $before" if $want =~ / /;
        is $code, $want, "$what: @$command" or diag $error;
    }
    return;
}

sub case {
    my ($name, $code) = @_;
    subtest $name => sub {
        $code->();
        is $_->finish, 0, 'a program ends well' for splice @programs;
        done_testing;
    };
    return;
}

case 'values' => sub {
    local $ENV{RT_TEST_DB_SOCKET} = $db->socket;
    open my $out, '-|', "$ENV{RT_BUILD}/t/unit/db/values-t" or die $!;
    while (<$out>) {
        chomp;
        if (s/^ok \d+ - //)        { pass $_ }
        elsif (s/^not ok \d+ - //) { fail $_ }
        else                       { diag $_ if /^#/ }
    }
    close $out;
    is $?, 0, 'values-t ended well';
};

# A key and a certificate for it: "ca" signs itself, others are signed by it.
sub certificate {
    my ($dir, $name, $ca) = @_;
    my @new = (qw(openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes),
        '-keyout', "$dir/$name.key", '-subj', "/CN=$name");
    my @commands =
        $ca
        ? ([@new, '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1',
            '-out', "$dir/$name.csr"],
        [qw(openssl x509 -req -days 2 -copy_extensions copy), '-in', "$dir/$name.csr",
            '-CA', "$dir/$ca.pem", '-CAkey', "$dir/$ca.key", '-out', "$dir/$name.pem"])
        : ([@new, qw(-x509 -days 2), '-out', "$dir/$name.pem"]);
    for my $command (@commands) {
        open my $out, '-|', 'sh', '-c', 'exec "$@" 2>&1', 'sh', @$command or die $!;
        my $said = join '', <$out>;
        close $out or die "@$command: $said";
    }
    return;
}

case 'the certificate of a server is verified' => sub {
    my $dir = tempdir('rt-tls-XXXXXX', TMPDIR => 1, CLEANUP => 1);
    chmod 0755, $dir;
    certificate($dir, $_) for qw(ca other);
    certificate($dir, 'server', 'ca');
    my $server = RT::Db->new(tcp => 1, options =>
        ["--ssl-cert=$dir/server.pem", "--ssl-key=$dir/server.key"]);
    $server->sql('SELECT 1');
    $server->env;
    my $plain = RT::Db->new(tcp => 1, options => ['--skip-ssl']);
    $plain->sql('SELECT 1');
    $plain->env;
    my $ask = sub {
        my ($ca, $to) = @_;
        local $ENV{DB_TLS_CA} = "$dir/$ca.pem";
        delete $ENV{DB_TLS_CA} if $ca eq '';
        return program()->ask('open', '127.0.0.1:' . $to->port);
    };
    my ($code, undef, $error) = $ask->('ca', $server);
    is $code, 'RT_OK', 'with the certificate that signed it, we connect' or diag $error;
    ($code, undef, $error) = $ask->('other', $server);
    isnt $code, 'RT_OK', 'with another one, we do not';
    like $error, qr/certificate|SSL|TLS/i, 'the error says so';
    ($code, undef, $error) = $ask->('ca', $plain);
    isnt $code, 'RT_OK', 'nor with a server that does not speak TLS';
    like $error, qr/SSL|TLS/i, 'that error says so too';
    ($code, undef, $error) = $ask->('', $plain);
    is $code, 'RT_OK', 'without DB_TLS_CA we connect to it' or diag $error;
} if RT::Db::flavour() eq 'mariadb'    # MySQL runs in a chroot without these files
    && grep { -x "$_/openssl" } split /:/, $ENV{PATH};

case 'deadlock' => sub {
    reset_rows;
    my ($one, $two) = (connection(), connection());
    does $one, 'one', ['begin'], 'RT_OK',
        ['exec', 'UPDATE t SET x = x + 1 WHERE id = 1'], 'RT_OK';
    does $two, 'two', ['begin'], 'RT_OK',
        ['exec', 'UPDATE t SET x = x + 10 WHERE id = 2'], 'RT_OK';
    $one->tell('exec', 'UPDATE t SET x = x + 1 WHERE id = 2');
    sleep 0.3;
    $two->tell('exec', 'UPDATE t SET x = x + 10 WHERE id = 1');
    my @codes = (($one->answer)[0], ($two->answer)[0]);
    is join(' ', sort @codes), 'RT_ERETRY RT_OK', 'one of the two has to be repeated';
    my ($winner, $loser) = $codes[0] eq 'RT_OK' ? ($one, $two) : ($two, $one);
    does $loser, 'loser',
        ['exec', 'UPDATE t SET x = 99 WHERE id = 2'], 'RT_ERETRY',
        ['commit'], 'RT_ERETRY';
    does $winner, 'winner', ['commit'], 'RT_OK';
    is stored(), $winner == $one ? '1=1,2=1' : '1=10,2=10',
        'all of the winner is stored, nothing of the loser';
    does $loser, 'loser', ['begin'], 'RT_OK',
        ['exec', 'UPDATE t SET x = 5'], 'RT_OK', ['commit'], 'RT_OK';
    is stored(), '1=5,2=5', 'the loser can begin again';
};

case 'a transaction is repeated after a deadlock' => sub {
    reset_rows;
    my ($one, $two) = (connection(), connection());
    does $one, 'one', ['begin'], 'RT_OK',
        ['exec', 'INSERT INTO t VALUES (3, 0), (4, 0), (5, 0)'], 'RT_OK',
        ['exec', 'UPDATE t SET x = x + 1 WHERE id = 1'], 'RT_OK';
    $two->tell('tx', '', 'UPDATE t SET x = x + 10 WHERE id = 2',
        'UPDATE t SET x = x + 10 WHERE id = 1');
    sleep 0.3;
    does $one, 'one', ['exec', 'UPDATE t SET x = x + 1 WHERE id = 2'], 'RT_OK',
        ['commit'], 'RT_OK';
    my ($code, $tries) = $two->answer;
    is "$code $tries", 'RT_OK tries 2, asked 0',
        'the one with fewer changes was the victim, and was repeated';
    is stored(), '1=11,2=11,3=0,4=0,5=0', 'both are stored whole';
};

case 'lock wait' => sub {
    reset_rows;
    my ($one, $two) = (connection(), connection());
    does $one, 'one', ['begin'], 'RT_OK',
        ['exec', 'UPDATE t SET x = 1 WHERE id = 2'], 'RT_OK';
    my $start = time;
    does $two, 'two', ['begin'], 'RT_OK',
        ['exec', 'UPDATE t SET x = 5 WHERE id = 1'], 'RT_OK',
        ['exec', 'UPDATE t SET x = 5 WHERE id = 2'], 'RT_ERETRY';
    my $waited = time - $start;
    ok $waited > 2 && $waited < 30, "it waits for 3 s, not the server's 50 ($waited)";
    does $two, 'two', ['commit'], 'RT_ERETRY';
    does $one, 'one', ['rollback'], 'RT_OK';
    is stored(), '1=0,2=0', 'half a transaction is not stored';
    does $one, 'one', ['begin'], 'RT_OK',
        ['exec', 'UPDATE t SET x = 1 WHERE id = 2'], 'RT_OK';
    does $two, 'two, among the rows of a result', ['rollback'], 'RT_OK', ['begin'], 'RT_OK',
        ['query', 'SELECT x FROM t ORDER BY id FOR UPDATE'], 'RT_ERETRY 0|',
        ['rollback'], 'RT_OK';
    does $one, 'one', ['rollback'], 'RT_OK';
};

case 'the connection is killed' => sub {
    reset_rows;
    my $one = connection();
    my $kill = sub {
        my (undef, $id) = $one->ask('query', 'SELECT CONNECTION_ID()');
        $id =~ s/\|//;
        $db->sql("KILL $id");
        sleep 0.1;
    };
    does $one, 'in a transaction', ['begin'], 'RT_OK',
        ['exec', 'UPDATE t SET x = 7 WHERE id = 1'], 'RT_OK';
    $kill->();
    does $one, 'in a transaction',
        ['exec', 'UPDATE t SET x = 7 WHERE id = 2'], 'RT_ERETRY',
        ['exec', 'UPDATE t SET x = 8 WHERE id = 2'], 'RT_ERETRY',
        ['ensure'], 'RT_EAWAY', ['commit'], 'RT_ERETRY';
    is stored(), '1=0,2=0', 'nothing is stored, before or after the loss';
    does $one, 'then', ['query', 'SELECT x FROM t WHERE id = 1'], 'RT_OK 0|';
    does $one, 'before COMMIT', ['begin'], 'RT_OK',
        ['exec', 'UPDATE t SET x = 7 WHERE id = 1'], 'RT_OK';
    $kill->();
    does $one, 'before COMMIT', ['commit'], 'RT_EUNKNOWN';
    is stored(), '1=0,2=0', 'nothing is stored';
    $kill->();
    does $one, 'while it is idle', ['query', 'SELECT 5'], 'RT_OK 5|';
    $kill->();
    does $one, 'while it is idle', ['begin'], 'RT_OK', ['rollback'], 'RT_OK';
    $kill->();
    does $one, 'while it is idle', ['ensure'], 'RT_OK',
        ['exec', 'UPDATE t SET x = 9 WHERE id = 1'], 'RT_OK';
    is stored(), '1=9,2=0', 'a write after rt_db_ensure() is stored once';
};

for my $case (
    ['before', '',                                 'RT_EUNKNOWN tries 1, asked 0', ''],
    ['after',  '',                                 'RT_EUNKNOWN tries 1, asked 0', ',7=1'],
    ['before', 'SELECT 1 FROM t WHERE id = 7 FOR UPDATE', 'RT_OK tries 2, asked 1', ',7=1'],
    ['after',  'SELECT 1 FROM t WHERE id = 7 FOR UPDATE', 'RT_OK tries 1, asked 1', ',7=1'],
    ['before', 'SELEKT',                           'RT_EUNKNOWN tries 1, asked 1', ''],
    ) {
    my ($when, $landed, $want, $row) = @$case;
    case "the connection is cut $when COMMIT" . ($landed && ", $landed")
        => sub {
        reset_rows;
        my $wire = RT::Cut->new($db->socket, $when);
        my $one  = connection($wire->socket);
        does $one, 'tx', ['tx', $landed, 'INSERT INTO t VALUES (7, 1)'], $want;
        is stored(), "1=0,2=0$row", 'the row is stored if and only if the result says so';
    };
}

case 'duplicate key' => sub {
    reset_rows;
    my $one = connection();
    does $one, 'in a transaction', ['begin'], 'RT_OK',
        ['exec', 'UPDATE t SET x = 3 WHERE id = 1'], 'RT_OK',
        ['exec', 'INSERT INTO t VALUES (2, 9)'], 'RT_ECONFLICT',
        ['commit'], 'RT_OK';
    is stored(), '1=3,2=0', 'a conflict leaves the transaction to its owner';
};

case 'the server is killed and comes back' => sub {
    reset_rows;
    my ($one, $two) = (connection(), connection());
    does $one, 'before', ['begin'], 'RT_OK',
        ['exec', 'UPDATE t SET x = 4 WHERE id = 1'], 'RT_OK';
    $db->kill9;
    does $one, 'while it is away',
        ['exec', 'UPDATE t SET x = 4 WHERE id = 2'], 'RT_ERETRY',
        ['rollback'], 'RT_OK', ['begin'], 'RT_EAWAY';
    does $two, 'while it is away', ['query', 'SELECT 1'], 'RT_EAWAY',
        ['exec', 'UPDATE t SET x = 4'], 'RT_EAWAY', ['ensure'], 'RT_EAWAY',
        ['tx', '', 'UPDATE t SET x = 4'], 'RT_EAWAY';
    my $new = program();
    my ($code, undef, $error) = $new->ask('open', $db->socket);
    is $code, 'RT_EAWAY', 'no connection can be made';
    like $error, qr/^db_away host=\Q${\$db->socket}\E detail=/, 'the error says where';
    $db->start;
    sleep 1.1;    # the longest pause between attempts
    does $_, 'when it is back', ['ensure'], 'RT_OK',
        ['query', 'SELECT x FROM t WHERE id = 1'], 'RT_OK 0|' for $one, $two;
    is stored(), '1=0,2=0', 'what was not committed is not there';
};

case 'a server that hangs' => sub {
    reset_rows;
    my $one = connection($db->socket, 'retention', 1);
    does $one, 'before', ['query', 'SELECT 1'], 'RT_OK 1|', ['begin'], 'RT_OK',
        ['exec', 'UPDATE t SET x = 6'], 'RT_OK';
    $db->pause;
    my $start = time;
    does $one, 'paused', ['exec', 'UPDATE t SET x = 6'], 'RT_ERETRY';
    ok time - $start < 4.5, 'we wait for it as long as the setting says, not the usual 5 s';
    my $new = program();
    $start = time;
    does $new, 'paused', ['open', $db->socket], 'RT_EAWAY';
    ok time - $start < 4.5, 'the same holds for a new connection';
    $db->resume;
    does $one, 'resumed', ['rollback'], 'RT_OK', ['ensure'], 'RT_OK';
    is stored(), '1=0,2=0', 'nothing of the broken transaction is stored';
};

case 'several hosts' => sub {
    my $other = RT::Db->new(tcp => 1);
    $other->sql('CREATE TABLE t (id INT)');
    $other->env;
    my $tcp = '127.0.0.1:' . $other->port;
    my $one = connection("/nowhere/at/all,$tcp");
    does $one, 'the second', ['query', 'SELECT COUNT(*) FROM t'], 'RT_OK 0|';
    my $both = connection($db->socket . ",$tcp");
    does $both, 'the first', ['query', 'SELECT COUNT(*) FROM t'], 'RT_OK 2|';
    $db->kill9;
    does $both, 'the second host is used when the first dies',
        ['query', 'SELECT COUNT(*) FROM t'], 'RT_OK 0|';
    $db->start;
    $db->sql('SET GLOBAL read_only = ON');
    my $writes = connection($db->socket . ",$tcp");
    does $writes, 'a replica is skipped',
        ['query', 'SELECT COUNT(*) FROM t'], 'RT_OK 0|';
    $other->kill9;
    my $reads = connection("$tcp," . $db->socket);
    does $reads, 'unless there is nothing else',
        ['query', 'SELECT COUNT(*) FROM t'], 'RT_OK 2|';
    $db->sql('SET GLOBAL read_only = OFF');
};

case 'wrong settings are named' => sub {
    my $line = program();
    my $open = sub { my ($code, undef, $error) = $line->ask('open', @_);
        return "$code $error" };
    my $socket = $db->socket;
    is $open->($socket, 'nosuch'),
        "RT_EDB db_missing host=$socket name=nosuch", 'a missing database';
    is $open->('a:0'), 'RT_EINVAL db_bad_host host=a:0', 'a malformed host';
    like $open->('/nowhere,/nor/here'), qr{^RT_EAWAY db_away host=/nowhere },
        'no host answers: the first is named';
    local $ENV{DB_PASSWORD} = 'another';
    $line = program();
    like $open->("/nowhere,$socket"), qr/^RT_EDB db_refused host=\Q$socket\E /,
        'a wrong password is named rather than a host that is away';
};

case 'a database is created when it is missing' => sub {
    my $line = program();
    my $name = 'new`er';
    does $line, 'create', ['create', $db->socket, $name], 'RT_OK created',
        ['create', $db->socket, $name], 'RT_OK existed',
        ['open', $db->socket, $name], 'RT_OK',
        ['query', 'SELECT @@collation_database'], 'RT_OK utf8mb4_unicode_ci|';
};

# A server that answers the first statement with "send me this file".
sub hostile {
    my ($listen, $report) = @_;
    my $client = $listen->accept or return;
    my $packet = sub { my ($n, $body) = @_;
        syswrite $client, pack('VX C', length $body, $n) . $body };
    $packet->(0, "\x0a5.7.0\0" . pack('V', 1) . "abcdefgh\0"
            . pack('v', 0xffff) . "\x2d" . pack('v', 2) . pack('v', 0x000f)
            . "\x15" . "\0" x 10 . "ijklmnopqrst\0" . "mysql_native_password\0");
    sysread $client, my $login, 65536;
    $packet->(2, "\0\0\0\2\0\0\0");
    sysread $client, my $statement, 65536;
    $packet->(1, "\xfb/etc/passwd");
    my $got = '';
    while (sysread $client, my $bytes, 65536) { $got .= $bytes }
    print {$report} $got =~ /root:/ ? "file sent\n" : "no file\n";
    close $report;
    return;
}

case 'a server that asks for a file of ours' => sub {
    my $listen = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 1);
    pipe my $from, my $report;
    my $pid = fork // die $!;
    if ($pid == 0) {
        close $from;
        hostile($listen, $report);
        POSIX::_exit(0);
    }
    close $report;
    my $line = program();
    my ($code, undef, $error) = $line->ask('open', '127.0.0.1:' . $listen->sockport);
    isnt $code, 'RT_OK', 'the query fails' or diag $error;
    is readline($from), "no file\n", 'and the server does not get the file';
    waitpid $pid, 0;
};

$db->finish;
done_testing;
