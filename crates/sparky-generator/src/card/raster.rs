//! The only place that knows resvg and PNG: a drawing to a file and back to pixels.

use std::{
    io::Cursor,
    sync::{Arc, LazyLock},
};

use resvg::{
    tiny_skia::{Pixmap, Transform},
    usvg::{Options, Tree, fontdb},
};

use super::{
    CardError,
    fonts::{FAMILY, Weight},
    layout::{HEIGHT, WIDTH},
};

/// The bundled fonts and no other: what the machine has must not change the picture.
static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut database = fontdb::Database::new();
    for weight in Weight::ALL {
        database.load_font_data(weight.bytes().to_vec());
    }
    Arc::new(database)
});

/// Which drawing of a card this is: to be counted up whenever the same insights give other pixels, so that a card
/// of another version is not taken for a changed one.
const EDITION: &str = "Sparky, card 1";
/// Where in the file that stands.
const KEY: &str = "Software";

/// Draws a card.
pub(super) fn png(svg: &str) -> Result<Vec<u8>, CardError> {
    let options = Options {
        fontdb: Arc::clone(&FONTS),
        font_family: FAMILY.into(),
        ..Options::default()
    };
    let tree = Tree::from_str(svg, &options)?;
    let mut pixmap = Pixmap::new(WIDTH, HEIGHT).ok_or(CardError::Room)?;
    resvg::render(&tree, Transform::identity(), &mut pixmap.as_mut());
    // The paper covers everything, so that there is nothing to see through.
    let opaque = pixmap.pixels().iter();
    let rgb: Vec<u8> = opaque
        .flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue()])
        .collect();
    encode(&rgb, EDITION).map_err(|error| CardError::Png(error.into()))
}

fn encode(rgb: &[u8], edition: &str) -> Result<Vec<u8>, png::EncodingError> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, WIDTH, HEIGHT);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.add_text_chunk(KEY.to_owned(), edition.to_owned())?;
    let mut writer = encoder.write_header()?;
    writer.write_image_data(rgb)?;
    writer.finish()?;
    Ok(file)
}

/// A card read back from its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Read {
    /// Red, green and blue of each pixel, row by row.
    pub rgb: Vec<u8>,
    /// Whether a version of Sparky drew it that draws like this one, by what the file says.
    pub is_ours: bool,
}

/// Reads a card; nothing where the bytes are no picture of its size and colours. A larger one is not unpacked.
pub(crate) fn read(file: &[u8]) -> Option<Read> {
    let mut reader = png::Decoder::new(Cursor::new(file)).read_info().ok()?;
    let info = reader.info();
    if (info.width, info.height) != (WIDTH, HEIGHT)
        || (info.color_type, info.bit_depth) != (png::ColorType::Rgb, png::BitDepth::Eight)
    {
        return None;
    }
    let mut rgb = vec![0; reader.output_buffer_size()?];
    reader.next_frame(&mut rgb).ok()?;
    let texts = &reader.info().uncompressed_latin1_text;
    let is_ours = texts
        .iter()
        .any(|text| text.keyword == KEY && text.text == EDITION);
    Some(Read { rgb, is_ours })
}
