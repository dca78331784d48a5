package Report;
# Prints rows that compare a measurement of ours with that of a peer in the same
# run.
#
#   Report::row(what => 'cohort, all', ours => 1.3, peer => 61, unit => 'ms',
#       name => 'DuckDB', floor => 40);       # less is better: peer / ours
#   Report::row(..., unit => '/s', ...);      # more is better: ours / peer
#   Report::skip('pictures against rrdtool', 'no rrdtool');
use strict;
use warnings;

my ($n_rows, $n_below) = (0, 0);

sub section { my ($title) = @_; print "\n$title\n"; return }
sub line    { my ($text)  = @_; print "  $text\n";  return }
sub skip    { my ($what, $why) = @_; print "  $what: left out, $why\n"; return }

sub _number {
    my ($v) = @_;
    return sprintf $v >= 100 ? '%.0f' : $v >= 10 ? '%.1f' : '%.2f', $v;
}

sub _ratio {
    my ($ratio, $percent) = @_;
    return $percent ? sprintf('%.0f %%', 100 * $ratio) : _number($ratio) . ' x';
}

sub row {
    my (%o) = @_;
    my $ratio = $o{unit} eq '/s' ? $o{ours} / $o{peer} : $o{peer} / $o{ours};
    my $below = defined $o{floor} && $ratio < $o{floor};
    $n_rows++;
    $n_below++ if $below;
    printf "  %-36s %8s %-3s %-24s %8s %-3s %8s %s\n", $o{what},
        _number($o{ours}), $o{unit}, $o{name}, _number($o{peer}), $o{unit},
        _ratio($ratio, $o{percent}),
        defined $o{floor}
        ? '(floor ' . _ratio($o{floor}, $o{percent}) . ')' . ($below ? ' BELOW' : '')
        : '';
    return;
}

sub summary {
    print "\n$n_rows comparisons, $n_below below their floor\n";
    return;
}

1;
