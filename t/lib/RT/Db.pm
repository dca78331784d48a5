package RT::Db;
# A private database server for a test, with its own data folder and socket,
# which are removed at the end.  It is MariaDB, or with RT_TEST_SERVER=mysql the
# MySQL that tools/mysql-for-tests has set up.  To test with another version of
# MariaDB, set RT_MARIADB_ROOT to the root folder of a Debian with its
# mariadb-server-core.
#
#   my $db = RT::Db->new;                  # a running server, an empty database
#   my $db = RT::Db->new(schema => 1);     # the same with the tables of sql/
#   my $env = $db->env;  local @ENV{keys %$env} = values %$env;
#   $db->sql('INSERT ...');  $db->value('SELECT COUNT(*) FROM clients');
#   $db->kill9; $db->start; $db->stop; $db->pause; $db->resume;
use strict;
use warnings;
use Carp qw(croak);
use Digest::SHA qw(sha1_hex);
use File::Path qw(make_path remove_tree);
use File::Spec;
use File::Temp qw(tempdir);
use IO::Select;
use IO::Socket::INET;
use IO::Socket::UNIX;
use POSIX qw(WNOHANG);
use Time::HiRes qw(sleep time);

use constant {
    USER        => 'retention',
    PASSWORD    => 'only-for-tests',
    START_S     => 300,                  # for a busy machine; a dead server is noticed at once
    SOCKET_PATH => 100,                  # the system allows 107 bytes
};

# The settings that make a server small and quick to start.  "loose" marks those
# that only one of MariaDB and MySQL knows.
my @SMALL = qw(
    --skip-name-resolve --character-set-server=utf8mb4
    --collation-server=utf8mb4_unicode_ci
    --innodb-buffer-pool-size=32M --innodb-flush-log-at-trx-commit=2
    --innodb-autoextend-increment=1
    --innodb-use-native-aio=0 --innodb-buffer-pool-dump-at-shutdown=0
    --innodb-buffer-pool-load-at-startup=0
    --max-connections=60 --local-infile=ON --loose-performance-schema=OFF
    --loose-innodb-log-file-size=8M
    --loose-mysqlx=OFF --loose-skip-log-bin --loose-innodb-redo-log-capacity=16M
);

sub _find {
    for my $name (@_) {
        for my $dir (split(/:/, $ENV{PATH} // ''), '/usr/sbin', '/usr/bin') {
            return "$dir/$name" if -x "$dir/$name";
        }
    }
    return;
}

sub _source { return $ENV{RT_SOURCE} // File::Spec->rel2abs('.') }

sub _mariadb {
    my ($root) = @_;
    my ($daemon, $setup) =
        $root
        ? map { -x "$root$_" ? $_ : undef }
        qw(/usr/sbin/mariadbd /usr/bin/mariadb-install-db)
        : (scalar _find(qw(mariadbd mysqld)),
        scalar _find(qw(mariadb-install-db mysql_install_db)));
    return {name => 'mariadb', root => $root, daemon => $daemon, setup => $setup};
}

# Which server, and where its root folder is ('' for this system's own).
sub _flavour {
    my $want = $ENV{RT_TEST_SERVER} || 'mariadb';
    return _mariadb($ENV{RT_MARIADB_ROOT} // '') if $want eq 'mariadb';
    croak "RT_TEST_SERVER is '$want': neither mariadb nor mysql"
        if $want ne 'mysql';
    my $root = $ENV{RT_MYSQL_ROOT} // _source() . '/var/mysql-root';
    return {
        name   => 'mysql',
        root   => $root,
        daemon => -x "$root/usr/sbin/mysqld" ? '/usr/sbin/mysqld' : undef,
    };
}

# Why no server can be started here; undef when one can.
sub missing {
    my $f = _flavour();
    return "no $f->{name} server (install mariadb-server-core, or run "
        . 'tools/mysql-for-tests)'
        if !$f->{daemon} || ($f->{name} eq 'mariadb' && !$f->{setup});
    return 'no mariadb or mysql client' if !_find(qw(mariadb mysql));
    return;
}

sub flavour { return _flavour()->{name} }

sub new {
    my ($class, %o) = @_;
    my $why = missing();
    croak $why if $why;
    my $self = bless {
        flavour => _flavour(),
        options => $o{options} // [],
        name    => exists $o{database} ? $o{database} : 'retention',
        owner   => $$,
    }, $class;
    my $root = $self->{flavour}{root};
    $self->{dir} = tempdir('rt-db-XXXXXX',
        DIR => $root ? "$root/tmp" : File::Spec->tmpdir);
    $self->_shorten;
    _copy($self->_template($o{schema}), "$self->{dir}/data");
    $self->{port} = _free_port() if $o{tcp};
    return $self->start;
}

# Reach a socket with too long a path through a symbolic link.
sub _shorten {
    my ($self) = @_;
    $self->{socket} = "$self->{dir}/s";
    return if length $self->{socket} <= SOCKET_PATH;
    $self->{link} = tempdir('rt-db-XXXXXX', DIR => '/tmp');
    symlink $self->{dir}, "$self->{link}/d" or croak "symlink: $!";
    $self->{socket} = "$self->{link}/d/s";
    return;
}

sub _free_port {
    my $s = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 1)
        or croak "no free port: $!";
    return $s->sockport;
}

# The path as the server sees it.
sub _inside {
    my ($self, $path) = @_;
    return substr $path, length $self->{flavour}{root};
}

# The command with what makes it end with this process, and run in a chroot if
# the server needs one.
sub _command {
    my ($self, @command) = @_;
    my $root    = $self->{flavour}{root};
    my $setpriv = _find('setpriv');
    return (($setpriv ? ($setpriv, '--pdeathsig', 'KILL') : ()),
        ($root ? ('chroot', $root) : ()), @command);
}

sub _run {
    my ($log, @command) = @_;
    my $pid = fork // croak "fork: $!";
    if ($pid == 0) {
        open STDIN,  '<',  '/dev/null';
        open STDOUT, '>>', $log;
        open STDERR, '>>', $log;
        exec {$command[0]} @command or POSIX::_exit(127);
    }
    return $pid;
}

sub _account { return scalar getpwuid $> }

sub start {
    my ($self) = @_;
    croak 'the server runs already' if $self->{pid};
    my $dir = $self->_inside($self->{dir});
    $self->{pid} = _run(
        "$self->{dir}/log",
        $self->_command(
            $self->{flavour}{daemon}, '--no-defaults',
            "--datadir=$dir/data",  "--socket=$dir/s",
            "--pid-file=$dir/pid",  "--tmpdir=$dir",
            "--secure-file-priv=$dir",
            '--user=' . _account(), @SMALL,
            $self->{port}
            ? ("--port=$self->{port}", '--bind-address=127.0.0.1')
            : ('--skip-networking'),
            @{$self->{options}},
        ));
    $self->_wait_ready;
    return $self;
}

# Wait until the server greets on its socket.
sub _wait_ready {
    my ($self) = @_;
    my $until = time + START_S;
    while (time < $until) {
        my $s = IO::Socket::UNIX->new(Peer => $self->{socket});
        return if $s && IO::Select->new($s)->can_read(2) && sysread $s, my $b, 1;
        if (waitpid($self->{pid}, WNOHANG) == $self->{pid}) {
            delete $self->{pid};
            croak "the server did not start:\n" . $self->log;
        }
        sleep 0.02;
    }
    croak "the server is not ready after ${\START_S} s:\n" . $self->log;
}

sub _signal_and_wait {
    my ($self, $signal) = @_;
    my $pid = delete $self->{pid} or return $self;
    kill $signal, $pid;
    waitpid $pid, 0;
    return $self;
}

sub kill9   { return $_[0]->_signal_and_wait('KILL') }
sub stop    { return $_[0]->_signal_and_wait('TERM') }
sub resume  { kill 'CONT', $_[0]{pid}; return $_[0] }

# Stop all threads; returns when the last one stands still.
sub pause {
    my ($self) = @_;
    kill 'STOP', $self->{pid};
    for (1 .. 500) {
        last if !grep { _slurp($_) !~ /\) T / } glob "/proc/$self->{pid}/task/*/stat";
        sleep 0.01;
    }
    return $self;
}

sub restart { return $_[0]->stop->start }

sub finish {
    my ($self) = @_;
    return if $self->{owner} != $$ || !$self->{dir};
    $self->kill9;
    remove_tree(grep { defined } delete @$self{qw(dir link)});
    return;
}

sub DESTROY {
    my ($self) = @_;
    local ($?, $@, $!);
    $self->finish;
    return;
}

sub _slurp {
    my ($path) = @_;
    open my $fh, '<:raw', $path or croak "$path: $!";
    local $/;
    return scalar <$fh>;
}

sub _copy {
    my ($from, $to) = @_;
    system('cp', '-a', '--reflink=auto', $from, $to) == 0
        or croak "cannot copy $from";
    return;
}

sub migrations { return sort glob _source() . '/sql/[0-9]*.sql' }

# The prepared data folder that new servers copy.  The first test that needs it
# makes it.
sub _template {
    my ($self, $schema) = @_;
    my $f     = $self->{flavour};
    my @files = $schema ? migrations() : ();
    my $key   = sha1_hex(join "\0", (stat "$f->{root}$f->{daemon}")[7, 9],
        _account(), @SMALL, _slurp(__FILE__), map { _slurp($_) } @files);
    my $cache =
        $f->{root}       ? "$f->{root}/var/tmp"
      : $ENV{RT_BUILD}   ? "$ENV{RT_BUILD}/t/tmp"
      :                    File::Spec->tmpdir;
    my $ready = "$cache/db-template-$key";
    return $ready if -d $ready;
    make_path($cache);
    my $new = tempdir('db-new-XXXXXX', DIR => $cache);
    if ($schema) { $self->_make_schema($new) }
    else         { $self->_make_empty($new) }
    rename "$new/data", $ready or -d $ready or croak "$ready: $!";
    remove_tree($new);
    return $ready;
}

sub _make_empty {
    my ($self, $new) = @_;
    my $f    = $self->{flavour};
    my $data = $self->_inside("$new/data");
    # A server that starts empties its folder of temporary files, so servers
    # must not share one.
    my @common = ('--no-defaults', "--datadir=$data",
        '--tmpdir=' . $self->_inside($new), '--user=' . _account());
    my @small  = grep { /^--(loose-)?innodb/ } @SMALL;
    my @setup =
        $f->{setup}
        ? ($f->{setup}, @common, '--auth-root-authentication-method=normal',
        '--skip-test-db', '--force', @small)
        : ($f->{daemon}, @common, '--initialize-insecure', @small);
    my $pid = _run("$new/log", $self->_command(@setup));
    waitpid $pid, 0;
    croak "no data folder:\n" . _slurp("$new/log") if $? != 0;
    return;
}

# Run the migrations once on a new server, and keep its data folder.
sub _make_schema {
    my ($self, $new) = @_;
    my $db = RT::Db->new;
    $db->load_schema;
    $db->stop;
    rename "$db->{dir}/data", "$new/data" or _copy("$db->{dir}/data", "$new/data");
    return;
}

# Create the tables of sql/ without the program that migrates.
sub load_schema {
    my ($self) = @_;
    my $sql = '';
    for my $file (migrations()) {
        my ($number, $name) = $file =~ m{/(\d+)_(\w+)\.sql$} or next;
        $number += 0;
        $sql .= _slurp($file) . ";\n";
        $sql .= 'INSERT INTO schema_version (version, name, reads_from) '
            . "VALUES ($number, '$name', $number);\n";
    }
    $self->sql($sql);
    return $self;
}

sub socket   { return $_[0]{socket} }
sub port     { return $_[0]{port} }
sub pid      { return $_[0]{pid} }
sub name     { return $_[0]{name} }
sub user     { return USER }
sub password { return PASSWORD }
sub log      { return -e "$_[0]{dir}/log" ? _slurp("$_[0]{dir}/log") : '' }

# The environment of a program that is to use this database.
sub env {
    my ($self) = @_;
    $self->_account_ready;
    return {
        DB_HOST     => $self->{socket},
        DB_USER     => USER,
        DB_PASSWORD => PASSWORD,
        DB_NAME     => $self->{name},
    };
}

sub _account_ready {
    my ($self) = @_;
    return if $self->{account}++;
    my ($user, $password) = (USER, PASSWORD);
    $self->_ask('', map { (
        "CREATE USER IF NOT EXISTS '$user'\@'$_' IDENTIFIED BY '$password'",
        "GRANT ALL ON *.* TO '$user'\@'$_'") } qw(localhost %));
    return;
}

# Run statements as root.  Returns the rows of the last result as lists of
# columns, with undef for NULL.
sub sql {
    my ($self, @statements) = @_;
    my $name = $self->{name};
    if (defined $name && !$self->{database}++) {
        $self->_ask('', "CREATE DATABASE IF NOT EXISTS `$name` CHARACTER SET "
            . 'utf8mb4 COLLATE utf8mb4_unicode_ci');
    }
    return $self->_ask($name // '', @statements);
}

sub value {
    my ($self, @statements) = @_;
    my $rows = $self->sql(@statements);
    return @$rows ? $rows->[0][0] : undef;
}

# Whether a query comes to give a true value within 30 seconds.  Tables like
# INNODB_TRX are not brought up to date for who asks ten times a second.
sub wait_until {
    my ($self, $query) = @_;
    my $end = time + 30;
    until ($self->value($query)) {
        return 0 if time > $end;
        sleep 0.2;
    }
    return 1;
}

my %UNESCAPE = (n => "\n", t => "\t", 0 => "\0", '\\' => '\\');

sub _ask {
    my ($self, $database, @statements) = @_;
    my ($fh, $script) = File::Temp::tempfile(DIR => $self->{dir}, UNLINK => 1);
    print {$fh} join(";\n", @statements), "\n";
    close $fh or croak "$script: $!";
    my @command = (scalar _find(qw(mariadb mysql)),
        '--no-defaults', "--socket=$self->{socket}", '--user=root',
        '--batch', '--skip-column-names', '--default-character-set=utf8mb4',
        ($database ne '' ? $database : ()));
    my $pid = open(my $out, '-|') // croak "fork: $!";
    if ($pid == 0) {
        open STDIN,  '<',  $script;
        open STDERR, '>&', \*STDOUT;
        exec {$command[0]} @command or POSIX::_exit(127);
    }
    my @lines = <$out>;
    my $good  = close $out;
    unlink $script;
    croak 'database: ' . join '', @lines if !$good;
    chomp @lines;
    return [map { [map { $_ eq 'NULL' ? undef : s/\\([nt0\\])/$UNESCAPE{$1}/gr }
                split /\t/, $_, -1] } @lines];
}

# All tables as the server describes them, to compare two schemas.
sub dump_schema {
    my ($self) = @_;
    my @tables = map { $_->[0] } @{$self->sql('SHOW TABLES')};
    my $text   = join "\n",
        map { $self->sql("SHOW CREATE TABLE `$_`")->[0][1] } sort @tables;
    return $text =~ s/ AUTO_INCREMENT=\d+//gr;
}

1;
