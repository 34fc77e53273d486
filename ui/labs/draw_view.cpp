// SPDX-License-Identifier: GPL-3.0-or-later
// What the view does; its cards are made in draw_view_parts.cpp.
#include "ui/labs/draw_view.h"

#include "nn/data/digit_image.h"
#include "ui/labs/draw_charts.h"
#include "ui/plots/plot_view.h"
#include "ui/theme.h"
#include "ui/widgets/card.h"
#include "ui/widgets/class_bars.h"
#include "ui/widgets/digit_canvas.h"
#include "ui/widgets/number_text.h"
#include "ui/widgets/segmented_choice.h"
#include "ui/workers/job_run.h"

#include <QCheckBox>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QRandomGenerator>
#include <QStackedWidget>
#include <QTimer>

#include <algorithm>
#include <cmath>
#include <utility>

namespace ui {

namespace {

constexpr int kReadDelay = 100; ///< ms after the last stroke
constexpr int kCloudDigits = 200;
constexpr int kSide = DigitCanvas::kSide;

QString percent(double share, int decimals)
{
    return QStringLiteral("%1 %").arg(100.0 * share, 0, 'f', decimals);
}

} // namespace

DrawView::~DrawView()
{
    shutdown();
}

void DrawView::shutdown()
{
    m_over = true;
    m_timer->stop();
    for (auto* run : { &m_readingRun, &m_cloudRun, &m_digitsRun, &m_pictureRun })
        run->reset(); // stops and waits
}

void DrawView::connectParts()
{
    m_timer = new QTimer(this);
    m_timer->setSingleShot(true);
    m_timer->setInterval(kReadDelay);
    connect(m_timer, &QTimer::timeout, this, &DrawView::read);
    connect(m_canvas, &DigitCanvas::inkChanged, this, &DrawView::canvasChanged);
    connect(m_canvas, &DigitCanvas::strokeEnded, this, &DrawView::readSoon);
    connect(m_clear, &QPushButton::clicked, this, [this] {
        m_canvas->clear();
        readSoon();
    });
    connect(m_undo, &QPushButton::clicked, this, [this] {
        m_canvas->undo();
        readSoon();
    });
    connect(m_erase, &QPushButton::toggled, m_canvas, &DigitCanvas::setErasing);
    connect(m_random, &QPushButton::clicked, this,
        [this] { withDigits([this] { showRandomDigit(); }); });
    connect(m_centre, &QCheckBox::toggled, this, &DrawView::readSoon);
    connect(m_along, &SegmentedChoice::chosen, this, [this](const QString& id) {
        m_alongPlots->setCurrentIndex(id == QLatin1String("norm") ? 1
                : id == QLatin1String("adjoint")                  ? 2
                                                                  : 0);
    });
    connect(&m_theme, &Theme::changed, this, &DrawView::canvasChanged);
    canvasChanged();
    setNetwork({}, {});
}

/// Work in a thread of its own; `then` gets the result in this one, unless the run is dropped.
template <typename Result>
std::unique_ptr<JobRun> DrawView::work(
    std::function<Result(const std::atomic<bool>&)> task, std::function<void(const Result&)> then)
{
    auto run = std::make_unique<JobRun>(JobRun::Work(
        [task = std::move(task)](const std::atomic<bool>& stop, const JobRun::Progress&) {
            return std::static_pointer_cast<const void>(std::make_shared<const Result>(task(stop)));
        }));
    connect(run.get(), &JobRun::finished, this,
        [then = std::move(then)](const std::shared_ptr<const void>& result) {
            then(*static_cast<const Result*>(result.get()));
        });
    run->start();
    return run;
}

void DrawView::setNetwork(const DigitNetwork& network, const QString& text)
{
    const bool sameCloud = network.weights == m_network.weights && network.solve == m_network.solve;
    m_network = network;
    m_origin = text;
    const bool there = network.weights != nullptr;
    m_results->setVisible(there);
    m_empty->setVisible(!there);
    if (!sameCloud) {
        m_cloudRun.reset();
        if (there)
            makeCloud();
    }
    if (there)
        readSoon();
    else
        showNothing();
}

void DrawView::resizeEvent(QResizeEvent* event)
{
    OverlayScrollArea::resizeEvent(event);
    fitCanvas();
}

void DrawView::setLossClass(int digit)
{
    m_lossClass = digit;
    readSoon();
}

void DrawView::setDataFolder(const std::filesystem::path& folder)
{
    if (folder == m_folder)
        return;
    m_folder = folder;
    m_digits.reset();
    m_digitsRun.reset();
}

const std::vector<PlotView*>& DrawView::plots() const
{
    return m_charts->views();
}

PlotView* DrawView::focusedPlot() const
{
    for (PlotView* plot : plots())
        if (plot->hasFocus())
            return plot;
    return plots().front();
}

bool DrawView::isBusy() const
{
    return m_timer->isActive() || m_readingRun || m_cloudRun || m_digitsRun || m_pictureRun;
}

std::vector<float> DrawView::prepared() const
{
    const DigitCanvas::Ink& ink = m_canvas->ink();
    std::vector<float> pixels(ink.begin(), ink.end());
    if (!m_centre->isChecked() || m_canvas->isEmpty())
        return pixels;
    return nn::centredDigit({ kSide, kSide, std::move(pixels) });
}

void DrawView::canvasChanged()
{
    m_clear->setEnabled(!m_canvas->isEmpty());
    m_undo->setEnabled(m_canvas->canUndo());
    const std::vector<float> pixels = prepared();
    const QColor ink = m_theme.tokens().text;
    QImage image(kSide, kSide, QImage::Format_ARGB32);
    for (int row = 0; row < kSide; ++row)
        for (int column = 0; column < kSide; ++column)
            image.setPixel(column, row,
                qRgba(ink.red(), ink.green(), ink.blue(),
                    static_cast<int>(std::lround(
                        255.0F * pixels[static_cast<std::size_t>(row * kSide + column)]))));
    QPixmap seen(m_seen->size() * m_seen->devicePixelRatioF());
    seen.setDevicePixelRatio(m_seen->devicePixelRatioF());
    seen.fill(m_theme.tokens().surface);
    QPainter painter(&seen);
    painter.drawImage(QRectF({}, QSizeF(m_seen->size())), image);
    painter.setPen(m_theme.tokens().border);
    painter.drawRect(QRectF({}, QSizeF(m_seen->size())).adjusted(0.5, 0.5, -0.5, -0.5));
    painter.end();
    m_seen->setPixmap(seen);
}

void DrawView::readSoon()
{
    canvasChanged(); // centring may have been switched
    if (m_over)
        return;
    if (m_hasReading) {
        m_bars->setDim(true);
        m_charts->setDim(true);
    }
    m_timer->start();
}

void DrawView::read()
{
    if (m_over)
        return;
    if (!m_network.weights || m_canvas->isEmpty())
        return showNothing();
    if (m_readingRun) {
        m_readAgain = true;
        return;
    }
    m_readingRun = work<DigitReading>(
        [network = m_network, pixels = prepared(), lossClass = m_lossClass](
            const std::atomic<bool>&) { return readDigit(network, pixels, lossClass); },
        [this](const DigitReading& reading) {
            m_readingRun.release()->deleteLater(); // it is the one that speaks
            if (std::exchange(m_readAgain, false))
                return read();
            showReading(reading);
        });
}

void DrawView::showReading(const DigitReading& reading)
{
    if (!m_network.weights || m_canvas->isEmpty())
        return showNothing();
    if (!reading.problem.isEmpty()) {
        showNothing();
        m_text->setText(reading.problem);
        return;
    }
    m_reading = reading;
    m_hasReading = true;
    m_bars->setShares(reading.shares);
    m_charts->setReading(reading, m_lossClass);
    const double share = reading.shares[static_cast<std::size_t>(reading.predicted)];
    m_prediction->setText(QString::number(reading.predicted));
    m_confidence->setText(percent(share, 1));
    const auto count = [&reading](double nfe) {
        return !reading.hasOdeBlock || std::isnan(nfe) ? QStringLiteral("–")
                                                       : QString::number(nfe, 'f', 0);
    };
    m_nfe->setText(count(reading.nfe));
    m_nfeAdaptive->setText(count(reading.nfeAdaptive));
    m_time->setText(secondsText(reading.seconds));
    m_text->setText(reading.states.empty()
            ? m_origin
            : tr("%1 The state has %2 components; the chart projects it on the two directions that "
                 "part the class means best.")
                  .arg(m_origin)
                  .arg(reading.states.front().size()));
    emit readingChanged();
}

void DrawView::showNothing()
{
    m_hasReading = false;
    m_reading = {};
    m_bars->clear();
    m_charts->clear();
    for (QLabel* figure : { m_prediction, m_confidence, m_nfe, m_nfeAdaptive, m_time })
        figure->setText(QStringLiteral("–"));
    m_text->setText(m_network.weights
            ? tr("%1 Draw a digit: it is read 0.1 s after each stroke.").arg(m_origin)
            : tr("There is no network yet that could read."));
    emit readingChanged();
}

void DrawView::withDigits(const std::function<void()>& then)
{
    if (m_over)
        return;
    if (m_digits)
        return then();
    m_waiting.push_back(then);
    if (m_digitsRun)
        return;
    m_digitsRun = work<DigitSet>(
        [folder = m_folder](const std::atomic<bool>&) { return loadDigitSet(folder); },
        [this](const DigitSet& set) {
            m_digitsRun.release()->deleteLater();
            const auto waiting = std::exchange(m_waiting, {});
            if (!set.problem.isEmpty()) {
                emit failed(tr("The test digits could not be read"), set.problem);
                return;
            }
            m_digits = std::make_shared<const DigitSet>(set);
            for (const auto& next : waiting)
                next();
        });
}

void DrawView::makeCloud()
{
    withDigits([this] {
        if (!m_network.weights || m_cloudRun)
            return;
        m_cloudRun = work<DigitCloud>(
            [network = m_network, digits = m_digits](const std::atomic<bool>& stop) {
                return makeDigitCloud(network, digits->images, kCloudDigits, stop);
            },
            [this](const DigitCloud& cloud) {
                m_cloudRun.release()->deleteLater();
                m_charts->setCloud(std::make_shared<const DigitCloud>(cloud));
            });
    });
}

void DrawView::showRandomDigit()
{
    const nn::ImageSet& images = m_digits->images;
    const auto index
        = static_cast<std::size_t>(QRandomGenerator::global()->bounded(std::max(1, images.count)));
    constexpr auto kPixels = static_cast<std::size_t>(DigitCanvas::kPixels);
    std::vector<float> ink;
    for (std::size_t i = 0; i < kPixels; ++i)
        ink.push_back(static_cast<float>(images.pixels[index * kPixels + i]) / 255.0F);
    m_canvas->setInk(ink);
    readSoon();
}

void DrawView::showInk(const std::vector<float>& ink)
{
    m_canvas->setInk(ink);
    readSoon();
}

void DrawView::openPicture(const QString& file)
{
    if (m_over)
        return;
    m_pictureRun
        = work<DigitPicture>([file](const std::atomic<bool>&) { return readDigitPicture(file); },
            [this](const DigitPicture& picture) {
                m_pictureRun.release()->deleteLater();
                if (!picture.problem.isEmpty()) {
                    emit failed(tr("The picture could not be read"), picture.problem);
                    return;
                }
                showInk(picture.ink);
            });
}

} // namespace ui
