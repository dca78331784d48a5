# ./quickstart with the programs of this build, in a folder of the test.
use strict;
use warnings;
use File::Temp qw(tempdir);
use IO::Socket::INET;
use POSIX qw(WNOHANG);
use Test::More;
use Time::HiRes qw(sleep time);

my $source = $ENV{RT_SOURCE} // '.';
my $build  = $ENV{RT_BUILD}  // '.';
for my $program (qw(mariadbd nginx supervisord setpriv)) {
    grep { -x "$_/$program" } split(/:/, $ENV{PATH}), '/usr/sbin'
        or plan skip_all => "$program is not installed";
}
delete @ENV{grep { /^(?:DB_|DASH|LC_|LANG|RETENTION_)/ } keys %ENV};

my $dir = tempdir('rt-quick-XXXXXX', TMPDIR => 1, CLEANUP => 1);
chmod 0755, $dir;
my $var  = "$dir/var";
my @user = $> == 0 ? ('--user', 'nobody') : ();
$ENV{RETENTION_ENV} = "$dir/env";

sub spew {
    my ($file, $text) = @_;
    open my $fh, '>', $file or die "$file: $!";
    print $fh $text;
    close $fh;
    return;
}

sub slurp {
    my ($file) = @_;
    open my $fh, '<', $file or return '';
    local $/;
    return <$fh> // '';
}

sub listener {
    return IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 5)
        // die "listen: $!";
}

# A port nobody listens on.
sub free_port {
    my $s    = listener();
    my $port = $s->sockport;
    close $s;
    return $port;
}

# Run a command to its end.  Returns its status and all its output.
sub run {
    my @command = @_;
    my $out = "$dir/out";
    my $pid = fork // die "fork: $!";
    if ($pid == 0) {
        open STDIN,  '<',  '/dev/null' or die;
        open STDOUT, '>',  $out        or die;
        open STDERR, '>&', \*STDOUT    or die;
        exec @command or die "$command[0]: $!";
    }
    waitpid $pid, 0;
    return ($? >> 8, slurp($out));
}

sub quickstart { return run("$source/quickstart", @_) }

# Start quickstart and wait for the line with the link, or for its end.
sub start {
    my @options = @_;
    my $log = "$dir/start.log";
    unlink $log;
    my $pid = fork // die "fork: $!";
    if ($pid == 0) {
        open STDIN,  '<',  '/dev/null' or die;
        open STDOUT, '>',  $log        or die;
        open STDERR, '>&', \*STDOUT    or die;
        $SIG{INT} = 'DEFAULT';    # it is ignored when the test runs in the background
        exec "$source/quickstart", '--var', $var, @user, '--build', $build,
            @options or die "quickstart: $!";
    }
    my $until = time + 120;
    while (time < $until) {
        last if slurp($log) =~ /Ctrl-C (?:stops\. Comm|останавливает\. К)/;
        return {pid => undef, log => $log, status => $? >> 8}
            if waitpid($pid, WNOHANG) == $pid;
        sleep 0.1;
    }
    return {pid => $pid, log => $log};
}

# The exit status if it ends within this many seconds, else "runs".
sub ended {
    my ($run, $seconds) = @_;
    my $until = time + $seconds;
    while (time < $until) {
        return $? >> 8 if waitpid($run->{pid}, WNOHANG) == $run->{pid};
        sleep 0.1;
    }
    return 'runs';
}

# The processes whose command line names our folder: pid => user id.
sub processes {
    my %found;
    for my $proc (glob '/proc/[0-9]*') {
        my $command = slurp("$proc/cmdline");
        next if index($command, $var) < 0
            || $command =~ /quickstart|supervisorctl/;
        my ($pid) = $proc =~ /(\d+)$/;
        # The owner of a /proc folder can be root, if the process hides its
        # memory.
        ($found{$pid}) = slurp("$proc/status") =~ /^Uid:\s+(\d+)/m;
    }
    return \%found;
}

sub nothing_runs_within {
    my ($seconds) = @_;
    my $until = time + $seconds;
    sleep 0.1 while %{processes()} && time < $until;
    return !%{processes()};
}

sub get {
    my ($port, $path) = @_;
    my $s = IO::Socket::INET->new(PeerAddr => "127.0.0.1:$port", Timeout => 10)
        or return '';
    print $s "GET $path HTTP/1.0\r\nHost: 127.0.0.1:$port\r\n\r\n";
    local $/;
    return <$s> // '';
}

my ($status, $said) = quickstart('--nonsense');
is $status, 2, 'an unknown option is a usage error';
like $said, qr/--nonsense.*usage:/s, '... with its name and the usage';
($status, $said) = quickstart('--lang', 'ru', '--help');
like "$status $said", qr/^0 .*Запуск:/s, 'the help is there in Russian too';
for my $port (0, 65536, '80x') {
    ($status, $said) = quickstart('--var', $var, @user, '--port', $port);
    is "$status $said" =~ /^1 .*Port "\Q$port\E"/s, 1, "port $port is refused";
}
mkdir $_ for "$dir/empty", "$dir/no-conf", "$dir/closed";
spew("$dir/no-conf/a.csv", "id\n1\n");
my @data = (
    ['absent',        qr/There is no folder \S+absent/,              qr/Папки \S+absent нет/],
    ['no-conf/a.csv', qr/is a file\. Name the folder.*no-conf$/,      qr/это файл\. Назовите папку/],
    ['empty',         qr/The folder \S+empty has no files/,          qr/В папке \S+empty нет файлов/],
    ['no-conf',       qr/The folder \S+no-conf has no import\.conf.*import --suggest \S+no-conf /,
        qr/нет import\.conf.*import --suggest/],
);
for my $case (@data) {
    my ($name, %says) = ($case->[0], en => $case->[1], ru => $case->[2]);
    for my $in (qw(en ru)) {
        ($status, $said) = quickstart('--lang', $in, '--var', $var, '--data', "$dir/$name");
        is $status, 1, "--data $name ends the start";
        like $said, $says{$in}, "  the error says why ($in)";
        is scalar(split /\n/, $said), 1, '  and has one line';
    }
}
ok !-d "$var/mariadb/data", 'no database was made';
SKIP: {
    # Root can read everything.
    my @as = $> == 0 ? qw(setpriv --reuid nobody --regid nogroup --clear-groups) : ();
    skip 'the checkout is closed to others', 1
        if @as && system(@as, 'test', '-r', "$source/quickstart") != 0;
    chmod 0, "$dir/closed";
    ($status, $said) = run(@as, "$source/quickstart", '--data', "$dir/closed");
    like "$status $said", qr/^1 The folder \S+closed cannot be read by the user/,
        'a folder that cannot be read is named';
}
($status, $said) = quickstart('stop', '--var', $var);
like "$status $said", qr/^1 No quickstart is running/,
    'stop without a running quickstart is an error';

for my $user ($> == 0 ? qw(root 0) : ()) {
    ($status, $said) = quickstart('--var', $var, '--user', $user, '--build', $build);
    like "$status $said", qr/^1 .*do not run as root.*--user/s,
        "the programs do not run as the user $user";
}

# Call single functions of the scripts.
sub shell {
    my ($text) = @_;
    return run('bash', '-c', "set -u; root='$source'; . '$source/tools/common.sh';"
        . " . '$source/tools/quickstart/place.sh'; service=\$(id -un);"
        . " policy='$dir/policy'; $text");
}
shell('services_off');
like slurp("$dir/policy"), qr/^exit 101$/m,
    'after kill -9 packages are still installed without services';
shell('services_off; services_back');
ok !-e "$dir/policy", '... until the next start';
spew("$dir/policy", "#!/bin/sh\nexit 101\n");
shell('services_off; services_back');
ok -e "$dir/policy", 'a policy of somebody else stays';

# With --build the programs are installed as they are, even if a source looks
# newer, because others may be running them.
my @programs = map { "$build/$_" } qw(retention dashboard.fcgi chart.fcgi);
my @library  = (stat "$build/libretention.a")[8, 9];
my $as_they_were = join ' ', map { join ',', (stat)[1, 9] } @programs;
utime undef, undef, "$build/libretention.a";
($status, $said) = shell(". '$source/tools/quickstart/build.sh'; builder=\$(id -un); "
    . "app='$dir/app'; log='$dir/build.log'; build_programs '$build'");
utime @library, "$build/libretention.a";
is $status, 0, 'a finished build is installed' or diag $said, slurp("$dir/build.log");
ok -x "$dir/app/bin/retention", '... with its programs';
ok -e "$dir/app/share/customer-retention/templates/layout.mustache", '... and its data';
is join(' ', map { join ',', (stat)[1, 9] } @programs), $as_they_were,
    '... and not built again';

spew("$dir/kept", 'whole');
($status, $said) = shell("(ulimit -f 1; head -c 5000 /dev/zero | private '$dir/kept')");
isnt $status, 0, 'a file that cannot be written whole is an error';
is slurp("$dir/kept"), 'whole', '... and the earlier file is kept';
my $full = "$dir/full";
for my $file (qw(environment supervisord.conf)) {
    mkdir $_ for $full, "$full/etc", "$full/etc/$file", "$full/etc/$file/in-the-way";
    chmod 0700, "$full/etc";
    chown scalar getpwnam('nobody'), -1, "$full/etc" if $> == 0;
    ($status, $said) = run('timeout', 30, "$source/quickstart", '--var', $full, @user,
        '--build', $build, '--demo', 0, '--port', free_port());
    is $status, 1, "without $file there is no start";
    unlike $said, qr/login\?t=/, '... and no link';
    rmdir $_ for "$full/etc/$file/in-the-way", "$full/etc/$file";
}

my $busy = listener();
($status, $said) =
    quickstart('--var', $var, @user, '--build', $build, '--port', $busy->sockport);
is $status, 1, 'a taken port ends the start';
like $said, qr/Port @{[$busy->sockport]} is taken.*--port/s, '... with the way out';
close $busy;

# The scripts that keep programs running and their logs short.
my $parts = "$source/tools/quickstart";
mkdir "$dir/parts";
spew("$dir/parts/sleep", "#!/bin/sh\necho pause \$1\n");
spew("$dir/parts/df", "#!/bin/sh\necho head\necho disk 1 1 \$(cat '$dir/parts/free') 1% /\n"
        . "echo 40000 >'$dir/parts/free'\n");
spew("$dir/parts/free", "40000\n");
chmod 0755, "$dir/parts/sleep", "$dir/parts/df";
sub patient {
    local $ENV{PATH} = "$dir/parts:$ENV{PATH}";
    my (undef, $text) = run('sh', "$parts/patient.sh", "$dir/parts/started", $dir, 'echo', 'runs');
    return $text =~ s/\n/ /gr;
}
is_deeply [map { patient() } 1 .. 8], ['runs ', map { "pause $_ runs " } 1, 2, 4, 8, 16, 30, 30],
    'a program that ends at once is tried for ever, with growing pauses';
spew("$dir/parts/started", '30 ' . int(time - 11) . "\n");
is patient(), 'runs ', '... until it has run for a while';
unlink "$dir/parts/started";
spew("$dir/parts/free", "32767\n");
is patient(), "waiting for 32768 kB of free space in $dir runs ",
    'it waits for room on the disk';
spew("$dir/parts/free", "32768\n");
unlink "$dir/parts/started";
is patient(), 'runs ', '... and no longer';

mkdir "$dir/logs";
spew("$dir/logs/$_.log", 'x' x 2001) for qw(large open);
spew("$dir/logs/small.log", 'x' x 2000);
spew("$dir/logs/kept", 'x' x 5000);
open my $appends, '>>', "$dir/logs/open.log" or die;
$appends->autoflush;
my $bound = fork // die "fork: $!";
exec 'sh', "$parts/bound-logs.sh", "$dir/logs", 2000, 0.1 or die $! if $bound == 0;
my $until = time + 60;
sleep 0.05 while grep({ !-e "$dir/logs/$_.log.1" || -s "$dir/logs/$_.log" } qw(large open))
    && time < $until;
is_deeply [map { -s "$dir/logs/$_.log.1" } qw(large open)], [2001, 2001],
    'a log that is too long is copied and emptied';
print {$appends} 'y';
is slurp("$dir/logs/open.log"), 'y', '... and a program that has it open can go on writing';
is_deeply [map { -s "$dir/logs/$_" } qw(small.log kept)], [2000, 5000],
    'shorter logs and other files stay';
kill 'TERM', $bound;
waitpid $bound, 0;
SKIP: {
    skip 'no /dev/full', 1 if !-c '/dev/full';
    symlink '/dev/full', "$dir/logs/full.log";
    ($status) = run('sh', "$parts/logged.sh", "$dir/logs/full.log", 'sh', '-c',
        'echo a line; exit 7');
    is $status, 7, 'a log that cannot be written does not end the program';
}
($status) = run('sh', "$parts/logged.sh", "$dir/absent/x.log", 'sh', '-c', 'exit 7');
is $status, 7, '... nor does a log that cannot be created';
run('sh', "$parts/logged.sh", "$dir/logs/small.log", 'echo', 'line') for 1, 2;
is slurp("$dir/logs/small.log"), 'x' x 2000 . "line\nline\n", 'lines are added at its end';

my $port = free_port();
spew($ENV{RETENTION_ENV}, <<"END");
TELEGRAM_BOT_TOKEN=YOUR_TELEGRAM_BOT_TOKEN_HERE
DB_HOST=YOUR_DB_HOST_HERE
DB_USER=root
DB_PASSWORD=YOUR_DB_PASSWORD_HERE
DASH_PORT=$port
DASHBOARD_URL=[http://127.0.0.1:$port](http://127.0.0.1:$port)
END
chmod 0644, $ENV{RETENTION_ENV};
my $first = start('--demo', 0);
ok $first->{pid}, 'it starts' or BAIL_OUT(slurp($first->{log}));
my $words = slurp($first->{log});
is sprintf('%o', (stat $ENV{RETENTION_ENV})[2] & 0777), '600',
    'settings that others could read are made private';
like $words, qr/chmod 600/, '... and the message says so';
ok -d "$var/mariadb", 'with placeholders in .env there is a private database';
my ($link) = $words =~ m{(http://127\.0\.0\.1:$port/login\?\S+)};
ok $link, 'a link to log in is printed' or diag $words;
like get($port, '/'), qr{^HTTP/1\.1 401 .*quickstart login}s, 'the page asks to log in';
my ($query) = ($link // '') =~ m{(/login.*)};
like get($port, $query), qr{^HTTP/1\.1 200}, '... and so does the link';

my %process = %{processes()};
cmp_ok scalar(keys %process), '>=', 6, 'database, pages, pictures, refresh and nginx are running';
my $patience = time + 60;
do { (undef, $said) = run("$var/bin/retention", 'check') }
    until $said =~ /retention deliver (?:ran|\xd1\x80\xd0\xb0\xd0\xb1\xd0\xbe\xd1\x82\xd0\xb0\xd0\xbb)/ || time > $patience || !sleep 0.5;
ok time <= $patience, 'so is the clock of the desk' or diag $said;
is_deeply [grep { $process{$_} == 0 } keys %process], [], 'none of them is root'
    if $> == 0;
is_deeply [map { sprintf '%o', (stat "$var/run/$_.sock")[2] & 0777 }
        qw(dashboard chart file)], [660, 660, 660], 'sockets of the pages are private';
is sprintf('%o', (stat "$var/etc/secret")[2] & 0777), '600', 'so is the secret';

($status, $said) = quickstart('login', '--var', $var);
like "$status $said", qr{^0 .*http://127\.0\.0\.1:$port/login\?}s,
    'login prints a link';
isnt +($said =~ m{(http://\S+)})[0], $link, '... a new one';
like $words, qr{quickstart login --var \Q$var\E$}m,
    'the printed message says how to get a new link';
my @others = grep { my $c = slurp($_); $c =~ m{quickstart\0} && index($c, $var) < 0 }
    glob '/proc/[0-9]*/cmdline';
SKIP: {
    skip 'another quickstart runs on this machine', 1 if @others;
    ($status, $said) = quickstart('login');
    like "$status $said", qr{^0 .*http://127\.0\.0\.1:$port/login\?}s,
        'without --var it finds the running quickstart';
}
($status, $said) = quickstart('--var', $var, @user, '--build', $build);
is $status, 1, 'a second start fails';
like $said, qr/running here already \(process $first->{pid}\)/, '... and says why';
like get($port, '/'), qr{^HTTP/1\.1 401}, 'the first one still serves pages';

($status, $said) = quickstart('stop', '--var', $var);
like "$status $said", qr/^0 Stopped/, 'stop says so';
is ended($first, 60), 0, 'the first start ended with status 0';
ok nothing_runs_within(60), 'nothing is left running';

my $second = start('--lang', 'ru', '--demo', 0);
ok $second->{pid}, 'it starts again' or diag slurp($second->{log});
like slurp($second->{log}), qr/Откройте http/, 'in Russian on request';
kill 'KILL', $second->{pid};
is ended($second, 60), 0, 'the script is killed';
ok nothing_runs_within(60), 'what it had started ends too';

my $third = start();
ok $third->{pid}, 'it starts after that' or diag slurp($third->{log});
($status, $said) = run("$var/bin/retention", 'block', 'overview', '--lang', 'en');
like $said, qr/^Clients +\d/m, '... with the invented company, because there are no other data';
($status, $said) = run("$var/bin/retention", 'block', 'reconciliation', '--lang', 'en');
like $said, qr/\b1\d,\d{3} clients ever\b/m, '... which has 20,000 contracts by default';
my ($supervisor) = slurp("$var/run/supervisord.pid") =~ /(\d+)/;
kill 'KILL', $supervisor;
is ended($third, 60), 1, 'it fails when supervisord is killed';
like slurp($third->{log}), qr/supervisord has ended/, '... and says so';
ok nothing_runs_within(60), '... and nothing is left running';

# A process of ours with a pid file, which outlived its start.
my $left = fork // die "fork: $!";
if ($left == 0) {
    POSIX::setuid(scalar getpwnam 'nobody') if $> == 0;
    exec $^X, '-e', 'sleep 600', "$var/run";
}
spew("$var/run/nginx.pid", "$left\n");
chmod 0644, "$var/run/nginx.pid";
my $fourth = start();
like slurp($fourth->{log}), qr/Ending process $left, left over/,
    'a process that an earlier start left is ended';
is waitpid($left, WNOHANG), $left, '... really';
kill 'INT', $fourth->{pid};
is ended($fourth, 60), 130, 'Ctrl-C ends it';
ok nothing_runs_within(60), '... with all that it started';

my $none = free_port();
spew($ENV{RETENTION_ENV}, "DB_HOST=127.0.0.1:$none\nDB_USER=u\nDB_PASSWORD=p\n");
chmod 0600, $ENV{RETENTION_ENV};
my $other = "$dir/other";
($status, $said) = quickstart('--var', $other, @user, '--build', $build,
    '--port', free_port());
is $status, 1, 'an unreachable server ends the start';
like $said, qr/127\.0\.0\.1/, '... and is named';
ok !-d "$other/mariadb/data", 'with DB_HOST no database of our own is made';

END {
    local $?;
    kill 'TERM', keys %{processes()} if defined $var;
}
done_testing;
