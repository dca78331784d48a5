package Build;
# Compares `retention refresh`, which builds a snapshot, with a program that
# only fetches the same rows and throws them away.  One connection each, by
# turns.
use strict;
use warnings;
use Carp qw(croak);
use File::Path qw(remove_tree);
use Peer;
use Report;

my @TABLES = qw(clients client_attrs contracts contract_changes payments activity);

sub _assert {
    my ($company, $drained, $built) = @_;
    my $rows = 0;
    $rows += $company->rows($_) for @TABLES;
    croak "drain: $drained rows of $rows" if $drained != $rows;
    for my $table (qw(clients contracts)) {
        my $n = $company->rows($table);
        1 while $n =~ s/^(\d+)(\d{3})/$1,$2/;
        croak "refresh: not $n $table: $built" if $built !~ /\b$n $table/;
    }
    return $rows;
}

sub measure {
    my ($company, $data, $rounds) = @_;
    my (%best, $rows, $rss);
    for (1 .. $rounds) {
        my $drain = Peer::run(["$ENV{RT_BUILD}/t/bench/drain"]);
        remove_tree($data);
        my $build = Peer::run(["$ENV{RT_BUILD}/retention", 'refresh', '--once']);
        $rows = _assert($company, $drain->{out}, $build->{out});
        for (['drain', $drain], ['build', $build]) {
            my ($who, $r) = @$_;
            $best{$who} = $r->{seconds} if $r->{seconds} < ($best{$who} // 1e9);
        }
        $rss = $build->{rss_kb};
    }
    Report::section(sprintf 'Building the snapshot: %d rows, best of %d', $rows,
        $rounds);
    Report::row(what => 'all rows into a snapshot', ours => $best{build},
        peer => $best{drain}, unit => 's', name => 'fetch and discard',
        floor => 0.9, percent => 1);
    Report::line(sprintf '%.2f million rows a second, %d MB of memory at most, a file of %d MB',
        $rows / $best{build} / 1e6, $rss / 1024, (-s "$data/snapshot") / 1e6);
    return;
}

1;
