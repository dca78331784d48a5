package RT::Browser;
# A headless Chromium for tests of pages, driven through chromedriver (WebDriver
# over HTTP, core modules only).  It has its own profile and port, and ends with
# the object.
#
#   my $b = RT::Browser->new(width => 1400, height => 900);
#   $b->open($url); $b->follow('button.primary'); $b->type('#f-from', '2024');
#   $b->click('.pick summary');
#   $b->text('h1'); $b->texts('td'); $b->attr('img', 'src'); $b->count('area');
#   $b->eval('return document.title'); $b->wait_for(sub { ... });
#   $b->phone; $b->dark(1); $b->shot('page.png');
use strict;
use warnings;
use Carp qw(croak);
use File::Path qw(remove_tree);
use File::Temp qw(tempdir);
use HTTP::Tiny;
use IO::Socket::INET;
use JSON::PP;
use MIME::Base64 qw(decode_base64);
use POSIX qw(WNOHANG);
use Time::HiRes qw(sleep time);

use constant { START_S => 120, WAIT_S => 60 };

my $JSON    = JSON::PP->new->utf8->allow_nonref->canonical;
my $ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';    # key set by the WebDriver standard

sub _find {
    for my $name (@_) {
        for my $dir (split(/:/, $ENV{PATH} // ''), '/usr/bin', '/usr/lib/chromium') {
            return "$dir/$name" if -x "$dir/$name";
        }
    }
    return;
}

# Why no browser can be started here; undef when one can.
sub missing {
    return 'no chromedriver' if !_find('chromedriver');
    return 'no chromium'     if !_find(qw(chromium chromium-browser));
    return;
}

sub new {
    my ($class, %o) = @_;
    my $self = bless {owner => $$, http => HTTP::Tiny->new(timeout => 120)}, $class;
    $self->{dir}  = tempdir('rt-browser-XXXXXX', TMPDIR => 1);
    $self->{port} = do {
        my $s = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 1)
            or croak "no free port: $!";
        $s->sockport;
    };
    $self->_start_driver;
    $self->_start_session(%o);
    return $self;
}

sub _start_driver {
    my ($self) = @_;
    my $pid = fork // croak "fork: $!";
    if ($pid == 0) {
        setpgrp;
        open STDIN,  '<', '/dev/null';
        open STDOUT, '>', "$self->{dir}/driver.log";
        open STDERR, '>&', \*STDOUT;
        $ENV{HOME} = $self->{dir};
        exec {_find('chromedriver')} 'chromedriver', "--port=$self->{port}"
            or POSIX::_exit(127);
    }
    $self->{pid} = $pid;
    my $until = time + START_S;
    while (time < $until) {
        return if IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $self->{port});
        sleep 0.05;
    }
    croak 'chromedriver is not ready';
}

sub _start_session {
    my ($self, %o) = @_;
    my ($width, $height) = ($o{width} // 1400, $o{height} // 900);
    my $lang = $o{lang} // 'en';
    my $got = $self->_call(POST => '/session', {capabilities => {alwaysMatch => {
        browserName => 'chrome',
        'goog:chromeOptions' => {
            binary => scalar _find(qw(chromium chromium-browser)),
            args   => [qw(--headless --no-sandbox --disable-gpu --disable-quic
                --no-first-run --disable-background-networking
                --disable-component-update --disable-sync --disable-dev-shm-usage
                --hide-scrollbars --no-proxy-server),
                "--user-data-dir=$self->{dir}/profile",
                "--window-size=$width,$height", "--lang=$lang", "--accept-lang=$lang"],
        },
        'goog:loggingPrefs' => {browser => 'ALL'},
    }}});
    $self->{session} = $got->{sessionId};
    return;
}

sub _call {
    my ($self, $method, $path, $data) = @_;
    my $r = $self->{http}->request($method, "http://127.0.0.1:$self->{port}$path",
        $data ? {headers => {'Content-Type' => 'application/json'},
            content => $JSON->encode($data)} : {});
    my $answer = eval { $JSON->decode($r->{content}) } // {};
    croak "browser: $method $path: " . ($answer->{value}{message} // $r->{content})
        if !$r->{success};
    return $answer->{value};
}

# Process id of the driver; the browser's processes are its children.
sub pid { return $_[0]{pid} }

sub _do {
    my ($self, $method, $path, $data) = @_;
    return $self->_call($method, "/session/$self->{session}$path",
        $method eq 'POST' ? $data // {} : undef);
}

sub _cdp {
    my ($self, $command, $params) = @_;
    return $self->_do(POST => '/goog/cdp/execute', {cmd => $command, params => $params});
}

sub open  { my ($self, $url) = @_; $self->_do(POST => '/url', {url => $url}); return $self }
sub url   { return $_[0]->_do(GET => '/url') }
sub title { return $_[0]->_do(GET => '/title') }
sub back  { $_[0]->_do(POST => '/back'); return $_[0] }

sub _elements {
    my ($self, $css) = @_;
    return map { $_->{$ELEMENT} }
        @{$self->_do(POST => '/elements', {using => 'css selector', value => $css})};
}

sub _element {
    my ($self, $css) = @_;
    my ($first) = $self->_elements($css);
    croak "browser: nothing matches $css on " . $self->url if !$first;
    return $first;
}

sub count { my ($self, $css) = @_; return scalar(my @all = $self->_elements($css)) }
sub text  { my ($self, $css) = @_; return $self->_do(GET => '/element/'
    . $self->_element($css) . '/text') }
sub texts { my ($self, $css) = @_;
    return map { $self->_do(GET => "/element/$_/text") } $self->_elements($css) }
sub attr {
    my ($self, $css, $name) = @_;
    return $self->_do(GET => '/element/' . $self->_element($css) . "/attribute/$name");
}
sub click { my ($self, $css) = @_; $self->_do(POST => '/element/' . $self->_element($css)
    . '/click'); return $self }
# Click something that leads to another page, and wait until that has loaded.
# (The driver's own click does not wait for the answer to a posted form.)
sub follow {
    my ($self, $css) = @_;
    $self->eval('window.isLeft = true');
    $self->click($css);
    $self->wait_for(sub {
        $self->eval('return !window.isLeft && document.readyState === "complete"');
    }) or croak "browser: $css leads nowhere from " . $self->url;
    return $self;
}
sub type {
    my ($self, $css, $text) = @_;
    $self->_do(POST => '/element/' . $self->_element($css) . '/value', {text => $text});
    return $self;
}

# Run a script in the page; its result.  It finds @args in arguments[0] ...
sub eval {    ## no critic (ProhibitBuiltinHomonyms)
    my ($self, $script, @args) = @_;
    return $self->_do(POST => '/execute/sync', {script => $script, args => \@args});
}

# Call `try` until it returns a true value, for at most WAIT_S; its last value.
sub wait_for {
    my ($self, $try) = @_;
    my $until = time + WAIT_S;
    while (1) {
        my $got = CORE::eval { $try->() };
        return $got if $got || time > $until;
        sleep 0.1;
    }
}

# What the page complained about since the last call: script errors, violations
# of the content policy, files that did not load.
sub complaints {
    my ($self) = @_;
    my $list = $self->_do(POST => '/se/log', {type => 'browser'});
    return map { $_->{message} } grep { $_->{level} =~ /SEVERE|WARNING/ } @$list;
}

sub cookies {
    my ($self) = @_;
    return {map { $_->{name} => $_ } @{$self->_do(GET => '/cookie')}};
}

sub size {
    my ($self, $width, $height, %o) = @_;
    $self->_cdp('Emulation.setDeviceMetricsOverride', {width => $width, height => $height,
        deviceScaleFactor => $o{scale} // 1,
        mobile => $o{mobile} ? JSON::PP::true : JSON::PP::false});
    return $self;
}
sub phone { my ($self, $width) = @_; return $self->size($width // 390, 844, scale => 2,
    mobile => 1) }
# Tap with a finger in the middle of a rectangle, which a script returns as
# [left, top, width, height] in the window.
sub tap {
    my ($self, $script) = @_;
    my ($x, $y, $w, $h) = @{$self->eval($script)};
    my $point = {x => $x + $w / 2, y => $y + $h / 2};
    $self->_cdp('Emulation.setTouchEmulationEnabled', {enabled => JSON::PP::true});
    $self->_cdp('Input.dispatchTouchEvent', {type => 'touchStart', touchPoints => [$point]});
    $self->_cdp('Input.dispatchTouchEvent', {type => 'touchEnd', touchPoints => []});
    return $self;
}
sub dark {
    my ($self, $on) = @_;
    $self->_cdp('Emulation.setEmulatedMedia', {features =>
        [{name => 'prefers-color-scheme', value => $on ? 'dark' : 'light'}]});
    return $self;
}
sub scripts {
    my ($self, $on) = @_;
    $self->_cdp('Emulation.setScriptExecutionDisabled',
        {value => $on ? JSON::PP::false : JSON::PP::true});
    return $self;
}

# The whole page as the bytes of a PNG; also written to a file if one is named.
sub shot {
    my ($self, $file) = @_;
    my $png = decode_base64($self->_cdp('Page.captureScreenshot',
        {format => 'png', captureBeyondViewport => JSON::PP::true})->{data});
    return $png if !defined $file;
    CORE::open(my $fh, '>:raw', $file) or croak "$file: $!";
    print {$fh} $png;
    close $fh or croak "$file: $!";
    return $png;
}

# One element as PNG.
sub shot_of {
    my ($self, $css) = @_;
    return decode_base64($self->_do(GET => '/element/' . $self->_element($css)
        . '/screenshot'));
}

# True when the page is no wider than its window.
sub fits {
    my ($self) = @_;
    return $self->eval('return document.documentElement.scrollWidth <= window.innerWidth');
}

sub close_all {
    my ($self) = @_;
    return if $self->{owner} != $$;
    CORE::eval { $self->_do(DELETE => '') } if $self->{session};
    if (my $pid = delete $self->{pid}) {
        kill 'TERM', $pid;
        my $until = time + 5;
        sleep 0.05 while time < $until && waitpid($pid, WNOHANG) == 0;
        kill 'KILL', -$pid;
        waitpid $pid, WNOHANG;
    }
    remove_tree($self->{dir}, {safe => 0, error => \my $ignored}) if $self->{dir};
    return;
}

sub DESTROY {
    my ($self) = @_;
    local ($?, $@, $!);
    $self->close_all;
    return;
}

1;
