package Load;
# Compares the first import of a company's files with LOAD DATA of the same rows
# into the same tables, with their indexes and foreign keys.  Each has a server
# of its own with the same settings.  The files are sorted by client, and the
# buffer pool is smaller than the tables of a large company.
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

# Write the files of a company with this many contracts; their folder.
sub files {
    my ($contracts, $dir) = @_;
    Peer::run(["$ENV{RT_BUILD}/retention", 'demo', '--contracts', $contracts,
        '--months', MONTHS, '--end', LAST_DAY, '--out', $dir]);
    return $dir;
}

# An import.conf for the kinds of data that have many rows.
sub _conf {
    my ($dir) = @_;
    open my $fh, '>', "$dir/import.conf" or croak "$dir/import.conf: $!";
    print {$fh} 'as-of = ' . LAST_DAY . "\ncurrency = RUB\n",
        map {"[$_]\n" . ($_ eq 'clients' ? "attr = payment_method=payment_method\n" : '')}
        @KINDS;
    close $fh or croak "$dir/import.conf: $!";
    return;
}

# Import into a new server.  Returns the seconds it took and the server.
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

# Load the rows of `from` into another server.  Returns the seconds it took.
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
    Report::section("A first import: $r->{rows} rows sorted by client, a buffer pool of 256 MB");
    Report::row(what => 'files into the database', ours => $r->{import},
        peer => $r->{load}, unit => 's', name => 'LOAD DATA, same rows', floor => 0.6,
        percent => 1);
    return;
}

1;
