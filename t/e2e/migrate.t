# retention migrate: it ends with the same schema, whatever happens on the way.
use strict;
use warnings;
use File::Copy qw(copy);
use File::Path qw(make_path);
use File::Temp qw(tempdir);
use RT::Db;
use RT::Line;
use RT::Long qw(long);
use Test::More;
use Time::HiRes qw(sleep time);

plan skip_all => RT::Db::missing() if RT::Db::missing();

my $tool = "$ENV{RT_BUILD}/retention";
my $dir  = tempdir(CLEANUP => 1);
my $db   = RT::Db->new;
my $all  = () = RT::Db::migrations();
my $want = RT::Db->new(schema => 1)->dump_schema;

my %settings = (%{$db->env}, LC_ALL => 'C', RETENTION_ENV => "$dir/env",
    SHARE_DIR => $ENV{RT_SOURCE});
open my $none, '>', "$dir/env" or die $!;
close $none;
chmod 0600, "$dir/env";

# Start it; its output can be read from the returned handle.
sub begin {
    my (%more) = @_;
    my $pid = open(my $out, '-|') // die $!;
    if ($pid == 0) {
        %ENV = (%ENV, %settings, %more);
        open STDERR, '>&', \*STDOUT;
        exec {$tool} $tool, 'migrate' or POSIX::_exit(127);
    }
    return ($pid, $out);
}

sub run {
    my ($pid, $out) = begin(@_);
    my $text = join '', <$out>;
    close $out;
    return ($? >> 8, $text);
}

sub fresh {
    $db->sql('DROP DATABASE IF EXISTS retention');
    delete $db->{database};
    return;
}

sub same {
    my ($what) = @_;
    is $db->dump_schema, $want, $what;
    return;
}

subtest 'a server without a database' => sub {
    fresh;
    my ($status, $text) = run();
    is $status, 0, 'is migrated';
    like $text, qr/^Database retention created\.\nStep 1 of $all: schema_version\n/,
        'the database is created too';
    like $text, qr/^The tables are up to date, steps run: $all\.\n\z/m, 'all steps are run';
    same 'the schema is as it should be';
    is $db->value('SELECT @@collation_database'), 'utf8mb4_unicode_ci',
        'the database has the right character set';
    is_deeply $db->sql('SELECT version, reads_from FROM schema_version ORDER BY version'),
        [map { [$_, $_] } 1 .. $all], 'each step is recorded';
    ($status, $text) = run();
    is "$status $text", "0 The tables are up to date already.\n",
        'a second run does nothing';
    is $db->value('SELECT owner FROM schema_lock'), undef, 'the lock is free';
    ($status, $text) = run(LC_ALL => 'ru_RU.UTF-8');
    is $text, "Таблицы уже обновлены.\n", 'the message is there in Russian too';
};

subtest 'killed while a step runs' => sub {
    fresh;
    my $killed = 0;
    for (1 .. 2 * $all) {
        my ($pid, $out) = begin();
        my $step = readline $out;
        $step = readline $out if $step =~ /created/;
        last if $step !~ /^(?:Step|Waiting)/;
        sleep rand 0.01;
        kill 'KILL', $pid;
        waitpid $pid, 0;
        close $out;
        $killed++;
    }
    ok $killed >= 5, "killed $killed times";
    my ($status, $text) = run();
    is $status, 0, 'the last run succeeds' or diag $text;
    same 'the schema is as if nothing had happened';
};

subtest 'killed after a step and before its record' => sub {
    for my $step (1 .. $all) {
        $db->sql("DELETE FROM schema_version WHERE version >= $step");
        my ($status, $text) = run();
        is $status, 0, "from step $step on" or diag $text;
    }
    same 'all steps may run again';
};

subtest 'two runs at the same time' => sub {
    for my $round (1 .. long(5, 50)) {
        fresh;
        my @runs = map { [begin()] } 1, 2;
        my $text = '';
        for my $run (@runs) {
            my $out = $run->[1];
            $text .= join '', <$out>;
            close $out;
            is $?, 0, "round $round: both succeed" or diag $text;
        }
        my $steps = () = $text =~ /^Step/mg;
        is $steps, $all, 'each step is run once';
    }
    same 'the schema is as it should be';
};

my $LOCK = 'REPLACE INTO schema_lock (id, owner, account, server, connection_id, '
    . 'expires_at) VALUES (1, ';
subtest 'another run has the lock' => sub {
    my $later = 'UTC_TIMESTAMP() + INTERVAL 1 HOUR';
    $db->sql($LOCK . "'elsewhere', 'x\@y', 'z', 1, $later)");
    my ($pid, $out) = begin();
    is readline($out), "Waiting: the tables are being upgraded by elsewhere.\n",
        'is waited for';
    $db->sql('UPDATE schema_lock SET owner = NULL');
    is readline($out), "The tables are up to date already.\n", 'until the lock is free';
    close $out;
    $db->sql($LOCK . "'elsewhere', 'x\@y', 'z', 1, "
            . 'UTC_TIMESTAMP() - INTERVAL 1 SECOND)');
    is +(run())[1], "The tables are up to date already.\n", 'or its time is up';
    my $here = "CONCAT('retention\@', SUBSTRING_INDEX(CURRENT_USER(), '\@', -1)), "
        . "LEFT(CONCAT(\@\@hostname, ':', \@\@port, ':', \@\@datadir), 191)";
    $db->sql($LOCK . "'dead', $here, 999999, $later)");
    is +(run())[1], "The tables are up to date already.\n",
        'or the connection of the other run is gone';
    my $line = RT::Line->new("$ENV{RT_BUILD}/t/helper/db-line");
    local @ENV{keys %settings} = values %settings;
    $line = RT::Line->new("$ENV{RT_BUILD}/t/helper/db-line");
    $line->ask('open', $db->socket);
    my (undef, $id) = $line->ask('query', 'SELECT CONNECTION_ID()');
    $id =~ s/\|//;
    $db->sql($LOCK . "'alive', $here, $id, $later)");
    ($pid, $out) = begin();
    like readline($out), qr/alive/, 'a run that is alive is waited for';
    is $line->finish, 0, 'it ends';
    is readline($out), "The tables are up to date already.\n", 'until it has ended';
    close $out;
};

# Make a copy of sql/ with further steps.
sub further {
    my (%files) = @_;
    my $share = tempdir(CLEANUP => 1);
    make_path("$share/sql");
    copy($_, "$share/sql") or die $! for RT::Db::migrations();
    my $number = $all;
    for my $name (sort keys %files) {
        open my $fh, '>', sprintf '%s/sql/%04d_%s.sql', $share, ++$number, $name
            or die $!;
        print {$fh} $files{$name};
        close $fh;
    }
    return $share;
}

my $COLUMN = 'ALTER TABLE clients ADD COLUMN shoe_size INT NULL';
my $UNLESS = '-- unless: SELECT 1 FROM information_schema.COLUMNS WHERE '
    . "TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'clients' AND "
    . "COLUMN_NAME = 'shoe_size'\n";

subtest 'the next release' => sub {
    my $share = further(shoes => "-- reads-from: $all\n$UNLESS$COLUMN;\n");
    my $line  = do {
        local @ENV{keys %settings} = values %settings;
        RT::Line->new("$ENV{RT_BUILD}/t/helper/db-line");
    };
    $line->ask('open', $db->socket);
    my $check = sub { my ($code, undef, $error) = $line->ask('check', @_);
        return "$code $error" };
    is $check->("$ENV{RT_SOURCE}/sql"), 'RT_OK ', 'the program of today accepts the schema';
    is $check->("$share/sql"),
        "RT_EBROKEN schema_older have=$all known=" . ($all + 1),
        'the next program needs its step';
    my ($status, $text) = run(SHARE_DIR => $share);
    is $status, 0, 'a column is added' or diag $text;
    like $text, qr/^Step ${\($all + 1)} of ${\($all + 1)}: shoes\n/, 'with one step';
    is $check->("$ENV{RT_SOURCE}/sql"), 'RT_OK ',
        'the old program works if the step says that it can';
    is $check->("$share/sql"), 'RT_OK ', 'and so does the next one';
    $db->sql("DELETE FROM schema_version WHERE version > $all");
    ($status, $text) = run(SHARE_DIR => $share);
    is $status, 0, 'the step can be run again' or diag $text;
    ($status, $text) = run();
    is $status, 1, 'the old migrate refuses';
    is $text, "retention: The tables of the database are newer than the program: "
        . "step ${\($all + 1)}, and the program knows $all. Upgrade the program.\n",
        'and says why';
    $db->sql('UPDATE schema_version SET reads_from = version');
    is $check->("$ENV{RT_SOURCE}/sql"),
        "RT_EBROKEN schema_newer have=${\($all + 1)} known=$all",
        'so does the old program if the step does not say that it can work';
    $db->sql('ALTER TABLE clients DROP COLUMN shoe_size',
        "DELETE FROM schema_version WHERE version > $all");
};

subtest 'a step that fails' => sub {
    my ($status, $text) = run(SHARE_DIR => further(wrong => 'ALTER TABLE nosuch ADD x INT'));
    is $status, 1, 'the run fails';
    like $text, qr/^retention: database error 1146: .*ALTER TABLE nosuch/m,
        'the message names the statement';
    is $db->value('SELECT COUNT(*) FROM schema_version'), $all, 'the step is not recorded';
    is $db->value('SELECT owner FROM schema_lock'), undef, 'the lock is free';
};

subtest 'a table that is in use' => sub {
    my $line = do {
        local @ENV{keys %settings} = values %settings;
        RT::Line->new("$ENV{RT_BUILD}/t/helper/db-line");
    };
    $line->ask('open', $db->socket);
    $line->ask('begin');
    $line->ask('query', 'SELECT COUNT(*) FROM clients');
    my ($pid, $out) = begin(SHARE_DIR => further(shoes => $UNLESS . $COLUMN));
    like readline($out), qr/^Step/, 'the step begins';
    my $start = time;
    $db->sql('SELECT COUNT(*) FROM clients');
    my $waited = time - $start;
    ok $waited < 30, "others wait for 5 s, not for ever ($waited)";
    sleep 5.5 - $waited if $waited < 5.5;
    $line->ask('commit');
    is readline($out), "The tables are up to date, steps run: 1.\n",
        'it ends when the table is free';
    close $out;
    $db->sql('ALTER TABLE clients DROP COLUMN shoe_size',
        "DELETE FROM schema_version WHERE version > $all");
    same 'the rest is untouched';
};

subtest 'a database of another program' => sub {
    fresh;
    $db->sql('CREATE TABLE users (telegram_id BIGINT PRIMARY KEY)');
    my ($status, $text) = run();
    is $status, 1, 'is refused';
    is $text, "retention: The database already holds a table users of another "
        . "program. Name another database in DB_NAME.\n", 'the message names the table';
    is_deeply $db->sql('SHOW TABLES'), [['users']], 'nothing is changed';
    fresh;
    $db->sql("CREATE USER 'poor'\@'localhost' IDENTIFIED BY 'p'");
    ($status, $text) = run(DB_USER => 'poor', DB_PASSWORD => 'p', DB_NAME => 'rich');
    is $status, 1, 'an account without rights is refused';
    like $text, qr/^retention: .*\b1044\b.*\n\z/, 'the message is one line';
};

subtest 'a program without the tables' => sub {
    fresh;
    $db->sql('SELECT 1');
    my $line = do {
        local @ENV{keys %settings} = values %settings;
        RT::Line->new("$ENV{RT_BUILD}/t/helper/db-line");
    };
    $line->ask('open', $db->socket);
    is +($line->ask('check', "$ENV{RT_SOURCE}/sql"))[2], 'schema_none', 'says so';
    is $line->finish, 0, 'and ends well';
};

$db->finish;
done_testing;
