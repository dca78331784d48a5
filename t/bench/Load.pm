package Load;
# A first import of a company's files against LOAD DATA of the same rows into
# the same tables, indexes and foreign keys: a server each, set alike.  The
# files are in order of client, and the pool is smaller than the tables of a
# large company.
use strict;
use warnings;
use Carp qw(croak);
use Peer;
use Report;
use RT::Db;
use Time::HiRes qw(time);

use constant { MONTHS => 48, LAST_DAY => '2025-12-31' };

my @KINDS  = qw(clients contracts changes payments activity);
my @TABLES = qw(clients client_attrs contracts contract_changes payments activity);

sub _server {
    return RT::Db->new(schema => 1, options => [
        '--innodb-buffer-pool-size=256M', '--innodb-use-native-aio=1',
        '--loose-innodb-log-file-size=512M',
    ]);
}

# The files of a company of so many contracts.
sub files {
    my ($contracts, $dir) = @_;
    Peer::run(["$ENV{RT_BUILD}/retention", 'demo', '--contracts', $contracts,
        '--months', MONTHS, '--end', LAST_DAY, '--out', $dir]);
    return $dir;
}

# Without the kinds that are few rows.
sub _conf {
    my ($dir) = @_;
    open my $fh, '>', "$dir/import.conf" or croak "$dir/import.conf: $!";
    print {$fh} 'as-of = ' . LAST_DAY . "\ncurrency = RUB\n",
        map {"[$_]\n" . ($_ eq 'clients' ? "attr = payment_method=payment_method\n" : '')}
        @KINDS;
    close $fh or croak "$dir/import.conf: $!";
    return;
}

# Import into a server of its own: seconds, and the server.
sub import_files {
    my ($dir) = @_;
    my $db = _server();
    my $env = $db->env;
    local @ENV{keys %$env} = values %$env;
    _conf($dir);
    my $run = Peer::run(["$ENV{RT_BUILD}/retention", 'import', $dir],
        stderr => '/dev/null');
    return ($run->{seconds}, $db);
}

# The rows of `from` into another server: seconds.
sub _load {
    my ($from) = @_;
    my $to = _server();
    my $took = 0;
    for my $table (@TABLES) {
        my ($written, $file) = map {"$_->{dir}/$table.rows"} $from, $to;
        $from->sql("SELECT * FROM $table INTO OUTFILE '$written'");
        rename $written, $file or croak "$file: $!";
        my $began = time;
        $to->sql("LOAD DATA INFILE '$file' INTO TABLE $table");
        $took += time - $began;
        unlink $file;
        my ($a, $b) = map { $_->value("SELECT COUNT(*) FROM $table") } $from, $to;
        croak "$table: $b rows of $a" if $a != $b || $a == 0;
    }
    return $took;
}

# {import, load, rows}, and the server of the import.
sub compare {
    my ($dir) = @_;
    my ($import, $db) = import_files($dir);
    my $rows = 0;
    $rows += $db->value("SELECT COUNT(*) FROM $_") for @TABLES;
    return ({import => $import, load => _load($db), rows => $rows}, $db);
}

sub measure {
    my ($contracts, $dir) = @_;
    my ($r) = compare(files($contracts, $dir));
    Report::section("A first import: $r->{rows} rows in order of client, a pool of 256 MB");
    Report::row(what => 'files into the database', ours => $r->{import},
        peer => $r->{load}, unit => 's', name => 'LOAD DATA, same rows', floor => 0.6,
        percent => 1);
    return;
}

1;
