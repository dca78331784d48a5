package Pictures;
# Compares our picture of 1000 x 400 pixels with two lines of 48 points to the
# PNG writer of cairo, to rrdtool and gnuplot (one process each for many
# pictures, processor time), and to a headless browser that draws it with plotly
# (clock time).
use strict;
use warnings;
use Carp qw(croak);
use Peer;
use Report;
use RT::Browser;
use RT::Npm;
use Time::HiRes qw(time);

use constant {
    TIMES   => 20,
    STEP    => 30 * 86400,
    START   => 1_577_836_800,
};

sub _write {
    my ($path, $text) = @_;
    open my $fh, '>', $path or croak "$path: $!";
    print {$fh} $text;
    close $fh or croak "$path: $!";
    return $path;
}

# Width and height of a PNG.
sub _size {
    my ($bytes) = @_;
    croak 'not a PNG' if substr($bytes, 0, 8) ne "\x89PNG\r\n\x1a\n";
    return join ' x ', unpack 'N N', substr $bytes, 16, 8;
}

sub _check {
    my ($who, $bytes) = @_;
    my $size = _size($bytes);
    croak "$who: a picture of $size" if $size ne '1000 x 400';
    return;
}

# The two lines of pictures.c: [month, a, b].
sub _points {
    return map { [$_, 0.02 + 0.008 * sin($_ * 0.7), 0.02 + 0.004 * sin($_ * 0.7 - 1)] }
        0 .. 47;
}

sub _rrdtool {
    my ($dir) = @_;
    my $rrd = "$dir/peer.rrd";
    my $end = START + 48 * STEP;
    Peer::run(['rrdtool', 'create', $rrd, '--start', START - STEP, '--step', STEP,
        (map {"DS:$_:GAUGE:" . 2 * STEP . ':U:U'} qw(a b)), 'RRA:AVERAGE:0.5:1:60']);
    Peer::run(['rrdtool', 'update', $rrd,
        map { START + $_->[0] * STEP . ":$_->[1]:$_->[2]" } _points()]);
    my $graph = "graph $dir/rrdtool.png --full-size-mode --width 1000 --height 400"
        . ' --start ' . START . " --end $end --title Churn DEF:a=$rrd:a:AVERAGE"
        . " DEF:b=$rrd:b:AVERAGE LINE2:a#0072b2:Churn LINE2:b#d55e00:Pooled\n";
    return (['rrdtool', '-'], $graph x TIMES);
}

sub _gnuplot {
    my ($dir) = @_;
    _write("$dir/gnuplot.data", join '', map {"@$_\n"} _points());
    my $plot = "set output '$dir/gnuplot.png'\n"
        . "plot '$dir/gnuplot.data' using 1:2 with lines lw 2 title 'Churn',"
        . " '' using 1:3 with lines lw 2 title 'Pooled'\nunset output\n";
    return (['gnuplot'],
        "set terminal pngcairo size 1000,400\nset title 'Churn'\nset grid y\n"
            . $plot x TIMES);
}

# Run one process that makes many pictures.
sub _persistent {
    my ($name, $dir, $chart_ms, $make) = @_;
    return Report::skip("pictures against $name", "no $name") if !Peer::find($name);
    my ($command, $script) = $make->($dir);
    my $cpu = Peer::cpu_of($command, stdin => _write("$dir/$name.in", $script));
    _check($name, Peer::slurp("$dir/$name.png"));
    Report::row(what => 'a picture', ours => $chart_ms, peer => 1000 * $cpu / TIMES,
        unit => 'ms', name => $name, floor => 4);
    return;
}

sub _page {
    my ($npm, $dir) = @_;
    my @lines = _points();
    my ($x, $a, $b) = map { my $i = $_; join ',', map { $_->[$i] } @lines } 0 .. 2;
    return 'file://' . _write("$dir/page.html", <<"EOF");
<!DOCTYPE html><title>peer</title>
<script src="file://$npm/node_modules/plotly.js-dist-min/plotly.min.js"></script>
<div id="block" style="width:1000px;height:400px"></div>
<script>
Plotly.newPlot('block', [{x: [$x], y: [$a], name: 'Churn'},
    {x: [$x], y: [$b], name: 'Pooled'}], {title: 'Churn'});
</script>
EOF
}

sub _median { my @v = sort { $a <=> $b } @_; return $v[@v / 2] }

sub _took {
    my ($what) = @_;
    my $began = time;
    $what->();
    return 1000 * (time - $began);
}

# How the Python system makes its pictures: a page with the chart, and a
# screenshot of it.
sub _browser {
    my ($dir, $chart_ms) = @_;
    my $why = RT::Browser::missing();
    my $npm;
    ($npm, $why) = RT::Npm::folder('plotly.js-dist-min') if !$why;
    return Report::skip('pictures against a browser', $why) if $why;
    my $browser = RT::Browser->new;
    my $url     = _page($npm, $dir);
    my $png;
    my $shot = sub { $png = $browser->shot_of('#block') };
    my $both = sub { $browser->open($url); $shot->() };
    $both->();
    _check('browser', $png);
    croak 'browser: no chart' if $browser->count('#block .scatterlayer .trace') != 2;
    for (['page and shot', 40, $both], ['shot only', 10, $shot]) {
        my ($what, $floor, $do) = @$_;
        Report::row(what => 'a picture (clock)', ours => $chart_ms,
            peer => _median(map { _took($do) } 1 .. 5), unit => 'ms',
            name => "browser, $what", floor => $floor);
    }
    my $kb = Peer::tree_kb($browser->pid);
    $browser->close_all;
    return $kb;
}

# Returns the memory of the browser in kB, if there was one.
sub measure {
    my ($dir) = @_;
    Report::section('Pictures: 1000 x 400, two lines of 48 points');
    my $out = Peer::run(["$ENV{RT_BUILD}/t/bench/pictures", "$dir/ours.png", 5 * TIMES])
        ->{out};
    my %v = map { split ' ' } split /\n/, $out;
    _check('ours', Peer::slurp("$dir/ours.png"));
    Report::row(what => 'pixels to PNG, the same pixels', ours => $v{pack_ours},
        peer => $v{pack_cairo}, unit => 'ms', name => 'cairo\'s writer', floor => 4);
    Report::line(sprintf '%d bytes, with cairo %d: %.2f times as many (at most 1.05)',
        $v{bytes_ours}, $v{bytes_cairo}, $v{bytes_ours} / $v{bytes_cairo});
    Report::line(sprintf '%.0f pictures a second and core (floor 150)',
        1000 / $v{chart_cpu});
    _persistent('rrdtool', $dir, $v{chart_cpu}, \&_rrdtool);
    _persistent('gnuplot', $dir, $v{chart_cpu}, \&_gnuplot);
    return _browser($dir, $v{chart_wall});
}

1;
